/** Columns of the orders table, in each generation's order. */

import React, { type ReactElement } from 'react';

import type { Order } from '../model';
import { yuan } from '../money';
import { notBuilt } from '../parts/notices';
import type { Column } from '../parts/LockTable';
import { shortTime } from '../parts/time';
import { isNew } from '../site';
import { t } from '../words';

const MODERN = ['cycle', 'number', 'name', 'type', 'time', 'original', 'invoiced', 'invoiceable', 'status', 'actions'];
const LEGACY = ['number', 'name', 'cycle', 'type', 'time', 'original', 'invoiced', 'invoiceable', 'status', 'actions'];

function status(order: Order): string {
  switch (order.Status) {
    case 'invoiceable': return t('issue.invoiceable');
    case 'issuing': return t('order.issuing');
    case 'issued': return t('order.issued');
    default: return order.StatusText;
  }
}

const DetailsLink = (): ReactElement => (
  <a href="#order" onClick={(event) => { event.preventDefault(); notBuilt(); }}>{t('order.details')}</a>
);

const COLUMNS: Record<string, Omit<Column<Order>, 'key'>> = {
  cycle: { title: t('order.cycle'), width: 110, cell: (order) => order.BillCycle },
  number: { title: t('order.number'), width: 165, cell: (order) => order.OutBizId },
  name: { title: t('order.name'), width: 190, cell: (order) => order.Name },
  type: { title: t('order.type'), width: 125, cell: (order) => order.Type },
  time: { title: t('order.time'), width: 160, cell: (order) => shortTime(order.BizTime) },
  original: { title: t('order.original'), width: 120, align: 'right', cell: (order) => yuan(order.OriginalAmount) },
  invoiced: {
    title: t('order.invoiced'), width: 120, align: 'right',
    cell: (order) => (order.InvoicedAmount === undefined ? '' : yuan(order.InvoicedAmount)),
  },
  invoiceable: {
    title: t('order.invoiceable'), width: 130, align: 'right', cell: (order) => yuan(order.CanInvoiceAmount),
  },
  status: { title: t('order.status'), width: 190, cell: (order) => (order.Status === undefined ? '' : status(order)) },
  actions: { title: t('order.actions'), width: 120, lock: 'right', cell: DetailsLink },
};

export const orderColumns: readonly Column<Order>[] = (isNew ? MODERN : LEGACY).map((key) => ({
  key,
  ...COLUMNS[key],
}));
