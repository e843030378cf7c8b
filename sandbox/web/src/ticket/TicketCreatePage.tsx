/** Submit a ticket (提交工单): choose what it is about, look at recommended answers, write it. One page, no load between. */

import React, { type ReactElement, useState } from 'react';

import { call, useLoad } from '../api';
import { hook } from '../hooks';
import { Message, Step } from '../parts/library';
import { toast } from '../parts/notices';
import { Page } from '../parts/Page';
import { SpmLink } from '../parts/SpmLink';
import { t } from '../words';
import { AdviceStep } from './AdviceStep';
import { ChooseStep } from './ChooseStep';
import type { Category, Product } from './model';
import { TICKET_HOME } from './home';
import { WriteStep } from './WriteStep';

function Done({ id }: { readonly id: string }): ReactElement {
  return (
    <div className="note" id={hook('ticket-done')}>
      <Message type="success">
        {t('ticket.done', { id })}{' '}
        <SpmLink to="ticket" spot="ticket-open" query={{ id }}>{t('ticket.open')}</SpmLink>
      </Message>
    </div>
  );
}

function Body({ products }: { readonly products: readonly Product[] }): ReactElement {
  const [category, setCategory] = useState<Category>();
  const [isWriting, setWriting] = useState(false);
  const [ticketId, setTicketId] = useState<string>();
  if (ticketId !== undefined) return <section className="card"><Done id={ticketId} /></section>;
  const solved = () => {
    setCategory(undefined);
    toast('success', t('ticket.thanks'));
  };
  const current = category === undefined ? 0 : isWriting ? 2 : 1;
  return (
    <section className="card">
      <Step current={current} shape="circle" className="steps">
        {[t('ticket.stepChoose'), t('ticket.selfService'), t('ticket.stepWrite')].map((title) => (
          <Step.Item key={title} title={title} />
        ))}
      </Step>
      {category === undefined && <ChooseStep products={products} onChosen={setCategory} />}
      {category && !isWriting && (
        <AdviceStep category={category} onSolved={solved} onGoOn={() => setWriting(true)} />
      )}
      {category && isWriting && <WriteStep category={category} onDone={setTicketId} />}
    </section>
  );
}

export function TicketCreatePage(): ReactElement {
  const loaded = useLoad(() => call<{ Products: Product[] }>('ListTicketCategories'), []);
  return (
    <Page title={t('ticket.heading')} home={TICKET_HOME} loaded={loaded}>
      {({ Products }) => <Body products={Products} />}
    </Page>
  );
}
