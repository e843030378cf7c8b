/** Pages of a table, 20 rows each. */

import React, { type ReactElement } from 'react';

import { hits, standin, type TableName } from '../site';
import { t } from '../words';
import { Pagination } from './library';

export const PAGE_SIZE = 20;

interface Props {
  readonly table: TableName;
  readonly page: number;
  readonly total: number;
  readonly onChange: (page: number) => void;
}

export function Pager({ table, page, total, onChange }: Props): ReactElement {
  const count = hits(standin.emptyTable, table) ? 0 : total;
  return (
    <Pagination
      className="pager"
      current={page}
      pageSize={PAGE_SIZE}
      total={count}
      totalRender={(all: number) => t('table.total', { count: all })}
      onChange={onChange}
    />
  );
}
