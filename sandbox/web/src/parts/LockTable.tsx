/** A table with a locked action column.
 *
 * The console's own `Table` renders each row once (sticky cells); many console pages still use the
 * base library's, which draws locked columns as further tables laid over the first: every row is
 * there up to three times, the copies `aria-hidden`. That is the one used here.
 */

import Table, { type TableProps } from '@alifd/next/es/table';
import React, { type ReactElement, type ReactNode } from 'react';

import { hits, standin, type TableName } from '../site';
import { t } from '../words';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  /** Pixels; together they exceed the page, else the library unlocks the columns. */
  readonly width: number;
  readonly align?: 'left' | 'right';
  readonly lock?: 'right';
  readonly cell: (row: Row) => ReactNode;
}

export interface Selection<Row> {
  readonly keys: readonly string[];
  readonly isDisabled: (row: Row) => boolean;
  readonly onChange: (keys: string[]) => void;
}

interface Props<Row> {
  /** Wrapper id. */
  readonly id: string;
  readonly name: TableName;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly isLoading: boolean;
  readonly selection?: Selection<Row>;
  /** Rows may carry `children`, shown when opened. */
  readonly isTree?: boolean;
}

/** Reorder columns under the drift fault: the locked column stays, the others are turned about. */
function arrange<Row>(columns: readonly Column<Row>[]): readonly Column<Row>[] {
  if (!standin.drift.columns) return columns;
  const free = columns.filter((column) => column.lock === undefined);
  const locked = columns.filter((column) => column.lock !== undefined);
  const middle = Math.ceil(free.length / 2);
  return [...free.slice(middle), ...free.slice(0, middle), ...locked];
}

function faulty<Row>(rows: readonly Row[], name: TableName): readonly Row[] {
  if (hits(standin.emptyTable, name)) return [];
  return hits(standin.doubleRow, name) ? [...rows.slice(0, 1), ...rows] : rows;
}

export function LockTable<Row extends object>(props: Props<Row>): ReactElement {
  const { id, name, rows, columns, isLoading, selection, isTree = false } = props;
  const marks = { expanded: t('issue.collapse'), folded: t('issue.expand') };
  const rowSelection = selection && {
    selectedRowKeys: [...selection.keys],
    onChange: (keys: (string | number)[]) => selection.onChange(keys.map(String)),
    getProps: (row: Row) => ({ disabled: selection.isDisabled(row) }),
  };
  return (
    <div id={id} className="table-box">
      <Table
        primaryKey="Id"
        locale={marks as TableProps['locale']} // the library fills in the rest
        hasBorder={false}
        isTree={isTree}
        loading={isLoading}
        dataSource={[...faulty(rows, name)]}
        rowSelection={rowSelection}
        columns={arrange(columns).map(({ key, cell, ...column }) => ({
          ...column,
          key,
          dataIndex: key,
          cell: (_value: unknown, _index: unknown, row: Row) => cell(row),
        }))}
      />
    </div>
  );
}

