/** Second step: what the console recommends before a ticket is written. */

import React, { type ReactElement } from 'react';

import { call, useLoad } from '../api';
import { hook } from '../hooks';
import { ActionButton } from '../parts/ActionButton';
import { t } from '../words';
import type { Advice, Category } from './model';

interface Props {
  readonly category: Category;
  readonly onSolved: () => void;
  readonly onGoOn: () => void;
}

export function AdviceStep({ category, onSolved, onGoOn }: Props): ReactElement {
  const { product, issue } = category;
  const { data } = useLoad(
    () => call<{ Advice: Advice[] }>('GetTicketAdvice', { Product: product.Code, Issue: issue.Code }),
    [],
  );
  return (
    <>
      <h4>{t('ticket.selfService')}</h4>
      <p className="label">{t('ticket.advice')}</p>
      <ul id={hook('ticket-advice')} className="advice">
        {(data?.Advice ?? []).map(({ Title, Url }) => (
          <li key={Url}><a href={Url} onClick={(event) => event.preventDefault()}>{Title}</a></li>
        ))}
      </ul>
      <div className="bottom-bar">
        <ActionButton spot="ticket-solved" label={t('ticket.solved')} onClick={onSolved} />
        <ActionButton
          type="primary" id="ticket-go-on" spot="ticket-go-on" label={t('ticket.goOn')} onClick={onGoOn}
        />
      </div>
    </>
  );
}
