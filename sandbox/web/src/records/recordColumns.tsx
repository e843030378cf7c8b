/** Columns of the list of issued invoices, in each generation's order. */

import React, { type ReactElement } from 'react';

import type { Invoice } from '../model';
import { yuan } from '../money';
import type { Column } from '../parts/LockTable';
import { RowAction } from '../parts/RowAction';
import { SpmLink } from '../parts/SpmLink';
import { shortTime } from '../parts/time';
import { isNew } from '../site';
import { t } from '../words';
import type { Doing } from './RowDialog';

const MODERN = ['number', 'time', 'title', 'type', 'amount', 'invoice', 'orders', 'remark', 'status', 'actions'];
const LEGACY = ['number', 'invoice', 'title', 'type', 'amount', 'orders', 'remark', 'status', 'time', 'actions'];

interface ActionsProps {
  readonly invoice: Invoice;
  readonly onDo: (doing: Doing) => void;
}

function Actions({ invoice, onDo }: ActionsProps): ReactElement {
  const isIssued = invoice.Status === 'issued';
  return (
    <span className="actions">
      <SpmLink to="detail" spot="record-detail" query={{ id: invoice.Id }}>{t('action.details')}</SpmLink>
      {invoice.Status === 'issuing' && (
        <RowAction word="action.void" spot="record-void" onClick={() => onDo({ what: 'void', invoice })} />
      )}
      {isIssued && invoice.Medium === 'digital' && (
        <RowAction word="action.download" spot="record-download" onClick={() => onDo({ what: 'download', invoice })} />
      )}
      {isIssued && (
        <RowAction word="action.return" spot="record-return" onClick={() => onDo({ what: 'return', invoice })} />
      )}
    </span>
  );
}

const COLUMNS: Record<string, Omit<Column<Invoice>, 'key'>> = {
  number: { title: t('record.number'), width: 160, cell: (invoice) => invoice.Id },
  time: { title: t('record.time'), width: 170, cell: (invoice) => shortTime(invoice.AppliedAt) },
  title: { title: t('record.title'), width: 220, cell: (invoice) => invoice.Title },
  type: { title: t('record.type'), width: 220, cell: (invoice) => t(`kind.${invoice.Type}`) },
  amount: { title: t('record.amount'), width: 130, align: 'right', cell: (invoice) => yuan(invoice.Fen) },
  invoice: { title: t('record.invoice'), width: 190, cell: (invoice) => invoice.InvoiceNo || t('detail.none') },
  orders: {
    title: t('record.orders'), width: 220,
    cell: ({ Orders }) => <span className="clip" title={Orders.join(', ')}>{Orders.join(', ')}</span>,
  },
  remark: { title: t('record.remark'), width: 150, cell: (invoice) => invoice.Remark || t('detail.none') },
  status: { title: t('record.status'), width: 150, cell: (invoice) => t(`status.${invoice.Status}`) },
  actions: {
    title: t('record.actions'), width: isNew ? 190 : 220, lock: 'right',
    cell: () => null,
  },
};

/** Return the columns; `onDo` opens the dialog of a row's action. */
export function recordColumns(onDo: (doing: Doing) => void): readonly Column<Invoice>[] {
  const actions = { ...COLUMNS.actions, cell: (invoice: Invoice) => <Actions invoice={invoice} onDo={onDo} /> };
  const columns = { ...COLUMNS, actions };
  return (isNew ? MODERN : LEGACY).map((key) => ({ key, ...columns[key as keyof typeof columns] }));
}
