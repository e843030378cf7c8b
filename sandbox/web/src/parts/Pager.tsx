/** Pages of a table: 20 rows each, or as many as are chosen where there is a choice. */

import React, { type ReactElement } from 'react';

import { hits, standin, type TableName } from '../site';
import { t } from '../words';
import { Pagination } from './library';

export const PAGE_SIZE = 20;
const PAGE_SIZES = [PAGE_SIZE, 50, 100];

interface Props {
  readonly table: TableName;
  readonly page: number;
  readonly total: number;
  readonly onChange: (page: number) => void;
  readonly size?: number;
  readonly onSize?: (size: number) => void;
}

export function Pager({ table, page, total, onChange, size = PAGE_SIZE, onSize }: Props): ReactElement {
  const count = hits(standin.emptyTable, table) ? 0 : total;
  return (
    <Pagination
      className="pager"
      current={page}
      pageSize={size}
      {...(onSize ? { pageSizeSelector: 'dropdown', pageSizeList: PAGE_SIZES, onPageSizeChange: onSize } : {})}
      total={count}
      totalRender={(all: number) => t('table.total', { count: all })}
      onChange={onChange}
    />
  );
}
