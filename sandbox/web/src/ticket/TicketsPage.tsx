/** The account's tickets (我的工单), newest first. */

import React, { type ReactElement, useState } from 'react';

import { call, useLoad } from '../api';
import { hook } from '../hooks';
import { KeywordSearch } from '../parts/KeywordSearch';
import { LockTable } from '../parts/LockTable';
import { Page } from '../parts/Page';
import { PAGE_SIZE, Pager } from '../parts/Pager';
import { t } from '../words';
import { TICKET_HOME } from './home';
import type { Ticket } from './model';
import { ticketColumns } from './ticketColumns';

interface Answer {
  readonly TotalCount: number;
  readonly Ticket: readonly Ticket[];
}

export function TicketsPage(): ReactElement {
  const [query, setQuery] = useState({ page: 1, keyword: '' });
  const loaded = useLoad(
    () => call<Answer>('ListTickets', { PageNum: query.page, PageSize: PAGE_SIZE, Keyword: query.keyword }),
    [query],
  );
  return (
    <Page title={t('tickets.heading')} home={TICKET_HOME} loaded={loaded}>
      {({ Ticket, TotalCount }) => (
        <section className="card">
          <KeywordSearch
            label={t('tickets.keyword')} button={t('tickets.search')} spot="tickets-search"
            onSearch={(keyword) => setQuery({ page: 1, keyword })}
          />
          <LockTable
            id={hook('tickets-table')} name="tickets" rows={Ticket} columns={ticketColumns}
            isLoading={loaded.isLoading}
          />
          <Pager
            table="tickets" page={query.page} total={TotalCount}
            onChange={(page) => setQuery({ ...query, page })}
          />
        </section>
      )}
    </Page>
  );
}
