/** The list of issued invoices, newest first. */

import React, { type ReactElement, useState } from 'react';

import { call, useLoad } from '../api';
import { hook } from '../hooks';
import type { Invoice } from '../model';
import { KeywordSearch } from '../parts/KeywordSearch';
import { LockTable } from '../parts/LockTable';
import { Page } from '../parts/Page';
import { PAGE_SIZE, Pager } from '../parts/Pager';
import { t } from '../words';
import { recordColumns } from './recordColumns';
import { type Doing, RowDialog } from './RowDialog';

interface Answer {
  readonly TotalCount: number;
  readonly Invoice: readonly Invoice[];
}

export function RecordsPage(): ReactElement {
  const [query, setQuery] = useState({ page: 1, size: PAGE_SIZE, keyword: '' });
  const [doing, setDoing] = useState<Doing>();
  const close = () => setDoing(undefined);
  const loaded = useLoad(
    () => call<Answer>('ListInvoices', {
      PageNum: query.page,
      PageSize: query.size,
      ...(query.keyword === '' ? {} : { Keyword: query.keyword }),
    }),
    [query],
  );
  return (
    <Page title={t('records.heading')} loaded={loaded}>
      {({ Invoice, TotalCount }) => (
        <section className="card">
          <KeywordSearch
            label={t('records.keyword')} button={t('records.search')} spot="records-search"
            onSearch={(keyword) => setQuery({ ...query, page: 1, keyword })}
          />
          <LockTable
            id={hook('records-table')}
            name="records"
            rows={Invoice}
            columns={recordColumns(setDoing)}
            isLoading={loaded.isLoading}
          />
          {doing && (
            <RowDialog
              doing={doing}
              onClose={close}
              onDone={() => {
                close();
                loaded.reload();
              }}
            />
          )}
          <Pager
            table="records"
            page={query.page}
            size={query.size}
            total={TotalCount}
            onChange={(page) => setQuery({ ...query, page })}
            onSize={(size) => setQuery({ ...query, size, page: 1 })}
          />
        </section>
      )}
    </Page>
  );
}
