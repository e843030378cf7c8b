/** The list of issued invoices, newest first. */

import React, { type ReactElement, useState } from 'react';

import { call, useLoad } from '../api';
import { hook } from '../hooks';
import type { Invoice } from '../model';
import { ActionButton } from '../parts/ActionButton';
import { Input } from '../parts/library';
import { LockTable } from '../parts/LockTable';
import { Page } from '../parts/Page';
import { PAGE_SIZE, Pager } from '../parts/Pager';
import { t } from '../words';
import { recordColumns } from './recordColumns';
import { VoidDialog } from './VoidDialog';

interface Answer {
  readonly TotalCount: number;
  readonly Invoice: readonly Invoice[];
}

function Search({ onSearch }: { readonly onSearch: (keyword: string) => void }): ReactElement {
  const [typed, setTyped] = useState('');
  const id = hook('keyword');
  const search = () => onSearch(typed.trim());
  return (
    <div className="filter">
      <span className="field">
        <label htmlFor={id}>{t('records.keyword')}</label>
        <Input
          id={id}
          value={typed}
          onChange={(value) => setTyped(String(value))}
          onPressEnter={search}
          style={{ width: 260 }}
        />
      </span>
      <ActionButton label={t('records.search')} spot="records-search" onClick={search} />
    </div>
  );
}

export function RecordsPage(): ReactElement {
  const [query, setQuery] = useState({ page: 1, keyword: '' });
  const [voided, setVoided] = useState<Invoice>();
  const loaded = useLoad(
    () => call<Answer>('ListInvoices', {
      PageNum: query.page,
      PageSize: PAGE_SIZE,
      ...(query.keyword === '' ? {} : { Keyword: query.keyword }),
    }),
    [query],
  );
  return (
    <Page title={t('records.heading')} loaded={loaded}>
      {({ Invoice, TotalCount }) => (
        <section className="card">
          <Search onSearch={(keyword) => setQuery({ page: 1, keyword })} />
          <LockTable
            id={hook('records-table')}
            name="records"
            rows={Invoice}
            columns={recordColumns(setVoided)}
            isLoading={loaded.isLoading}
          />
          {voided && (
            <VoidDialog
              invoice={voided}
              onClose={() => setVoided(undefined)}
              onDone={() => {
                setVoided(undefined);
                loaded.reload();
              }}
            />
          )}
          <Pager
            table="records"
            page={query.page}
            total={TotalCount}
            onChange={(page) => setQuery({ ...query, page })}
          />
        </section>
      )}
    </Page>
  );
}
