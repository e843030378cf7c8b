/** Home of invoice management: three amounts and the way to the request. */

import React, { type ReactElement } from 'react';

import { call, useLoad } from '../api';
import { hook } from '../hooks';
import type { Summary } from '../model';
import { yuan } from '../money';
import { ActionButton } from '../parts/ActionButton';
import { notBuilt } from '../parts/notices';
import { Page } from '../parts/Page';
import { go } from '../routes';
import { t } from '../words';

interface CardProps {
  readonly id: string;
  readonly label: string;
  readonly fen: number;
  readonly action?: ReactElement;
}

function Card({ id, label, fen, action }: CardProps): ReactElement {
  return (
    <div className="card sum">
      <p>{label}</p>
      <strong id={hook(id)}>{yuan(fen)}</strong>
      {action}
    </div>
  );
}

export function HomePage(): ReactElement {
  const loaded = useLoad(() => call<Summary>('GetInvoiceSummary'), []);
  return (
    <Page title={t('home.heading')} loaded={loaded}>
      {({ InvoiceableFen, InvoicedFen, DeficitFen }) => (
        <div className="cards">
          <Card
            id="invoiceable-amount"
            label={t('home.invoiceable')}
            fen={InvoiceableFen}
            action={<ActionButton type="primary" label={t('home.go')} spot="home-issue" onClick={() => go('issue')} />}
          />
          <Card id="invoiced-amount" label={t('home.invoiced')} fen={InvoicedFen} />
          <Card
            id="deficit-amount"
            label={t('home.deficit')}
            fen={DeficitFen}
            action={DeficitFen > 0
              ? <ActionButton label={t('home.handleDeficit')} spot="home-deficit" onClick={notBuilt} />
              : undefined}
          />
        </div>
      )}
    </Page>
  );
}
