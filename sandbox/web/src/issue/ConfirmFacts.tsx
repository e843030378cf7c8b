/** The part of step 2 that only states what will be sent. */

import React, { type ReactElement } from 'react';

import { hook } from '../hooks';
import type { Customer, Prepared } from '../model';
import { yuan } from '../money';
import { Form } from '../parts/library';
import { t } from '../words';

interface Fact {
  readonly label: string;
  readonly id: string;
  readonly value: string;
}

function facts(customer: Customer, prepared: Prepared): Fact[] {
  const deficit = { label: t('confirm.deficit'), id: 'deficit-value', value: yuan(-prepared.DeficitFen) };
  return [
    { label: t('confirm.title'), id: 'title-value', value: customer.InvoiceTitle },
    { label: t('confirm.tax'), id: 'tax-value', value: customer.RegisterNo || t('detail.none') },
    { label: t('confirm.amount'), id: 'amount-value', value: yuan(prepared.InvoiceFen) },
    { label: t('confirm.selected'), id: 'selected-value', value: yuan(prepared.SelectedFen) },
    ...(prepared.DeficitFen > 0 ? [deficit] : []),
    { label: t('confirm.orders'), id: 'orders-value', value: prepared.Orders.join(', ') },
  ];
}

interface Props {
  readonly customer: Customer;
  readonly prepared: Prepared;
}

export function ConfirmFacts({ customer, prepared }: Props): ReactElement {
  return (
    <>
      {facts(customer, prepared).map(({ label, id, value }) => (
        <Form.Item key={id} label={label}>
          <span className="fact" id={hook(id)}>{value}</span>
        </Form.Item>
      ))}
    </>
  );
}
