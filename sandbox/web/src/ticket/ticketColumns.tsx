/** Columns of the list of tickets, in each generation's order. */

import React from 'react';

import type { Column } from '../parts/LockTable';
import { SpmLink } from '../parts/SpmLink';
import { shortTime } from '../parts/time';
import { isNew } from '../site';
import { t } from '../words';
import type { Ticket } from './model';

const MODERN = ['number', 'title', 'product', 'issue', 'status', 'created', 'updated', 'actions'];
const LEGACY = ['number', 'status', 'title', 'created', 'updated', 'product', 'issue', 'actions'];

const COLUMNS: Record<string, Omit<Column<Ticket>, 'key'>> = {
  number: { title: t('tickets.number'), width: 150, cell: ({ Id }) => Id },
  title: { title: t('tickets.title'), width: 300, cell: ({ Title }) => Title },
  product: { title: t('tickets.product'), width: 180, cell: ({ Product }) => Product },
  issue: { title: t('tickets.issue'), width: 190, cell: ({ Issue }) => Issue },
  status: { title: t('tickets.status'), width: 170, cell: ({ StatusText }) => StatusText },
  created: { title: t('tickets.created'), width: 170, cell: ({ CreatedAt }) => shortTime(CreatedAt) },
  updated: { title: t('tickets.updated'), width: 170, cell: ({ UpdatedAt }) => shortTime(UpdatedAt) },
  actions: {
    title: t('tickets.actions'), width: 110, lock: 'right',
    cell: ({ Id }) => <SpmLink to="ticket" spot="ticket-view" query={{ id: Id }}>{t('tickets.view')}</SpmLink>,
  },
};

export const ticketColumns: readonly Column<Ticket>[] = (isNew ? MODERN : LEGACY).map((key) => ({
  key, ...COLUMNS[key],
}));
