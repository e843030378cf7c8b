/** Columns of the list of title applications, in each generation's order. */

import React from 'react';

import type { Customer } from '../model';
import type { Column } from '../parts/LockTable';
import { RowAction } from '../parts/RowAction';
import { shortTime } from '../parts/time';
import { isNew } from '../site';
import { t } from '../words';
import { IN_REVIEW, stateOf } from './titles';

const MODERN = ['number', 'time', 'name', 'kind', 'tax', 'change', 'status', 'reason', 'actions'];
const LEGACY = ['name', 'kind', 'change', 'tax', 'status', 'time', 'number', 'reason', 'actions'];
const ADJUSTS = { 1: 'title.adjust.1', 4: 'title.adjust.4', 5: 'title.adjust.5' } as const;

/** Return the columns; `onWithdraw` takes back an application that is in review. */
export function titleColumns(onWithdraw: (customer: Customer) => void): readonly Column<Customer>[] {
  const columns: Record<string, Omit<Column<Customer>, 'key'>> = {
    number: { title: t('title.number'), width: 120, cell: ({ Id }) => Id },
    time: { title: t('title.time'), width: 170, cell: ({ GmtCreate }) => shortTime(GmtCreate) },
    name: { title: t('title.name'), width: 260, cell: ({ InvoiceTitle }) => InvoiceTitle },
    kind: {
      title: t('title.kind'), width: 110,
      cell: ({ CustomerType }) => t(CustomerType === 1 ? 'title.person' : 'title.company'),
    },
    tax: { title: t('title.tax'), width: 200, cell: ({ RegisterNo }) => RegisterNo || t('detail.none') },
    change: { title: t('title.change'), width: 250, cell: ({ AdjustType }) => t(ADJUSTS[AdjustType]) },
    status: { title: t('title.status'), width: 120, cell: stateOf },
    reason: { title: t('title.reason'), width: 260, cell: ({ Reason }) => Reason || t('detail.none') },
    actions: {
      title: t('title.actions'), width: 110, lock: 'right',
      cell: (customer) => (customer.Status === IN_REVIEW
        ? <RowAction word="title.withdraw" spot="title-withdraw" onClick={() => onWithdraw(customer)} />
        : t('detail.none')),
    },
  };
  return (isNew ? MODERN : LEGACY).map((key) => ({ key, ...columns[key] }));
}
