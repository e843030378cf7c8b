/** Step 1 by order details: tick orders, over as many pages as there are. */

import React, { type ReactElement, useState } from 'react';

import { call, useLoad } from '../api';
import { hook } from '../hooks';
import type { Order, OrderPage } from '../model';
import { LockTable } from '../parts/LockTable';
import { PAGE_SIZE, Pager } from '../parts/Pager';
import { FIRST_ENTITY } from './entity';
import { type Filter, OrderFilter } from './OrderFilter';
import { orderColumns } from './orderColumns';
import type { Picked } from './draft';
import { retick, type Ticked, tickedFen, tickedKeys } from './selection';

/** A row of the table: an order with its lines as the library's tree wants them, or such a line. */
type Row = Order & { readonly children?: readonly Row[] };

const FIRST: Filter = { entity: FIRST_ENTITY, isInvoiceable: true, keyword: '' };

function rowsOf(page: OrderPage | undefined): Row[] {
  return (page?.EvaluateList.Evaluate ?? []).map((order) => ({
    ...order,
    children: order.Children?.map((line) => ({ ...line }) as Row),
  }));
}

function query(filter: Filter, page: number): Promise<OrderPage> {
  return call('QueryEvaluateList', {
    PageNum: page,
    PageSize: PAGE_SIZE,
    Entity: filter.entity,
    Invoiceable: filter.isInvoiceable,
    ...(filter.keyword === '' ? {} : { OutBizId: filter.keyword }),
  });
}

export function OrderPicker({ onPick }: { readonly onPick: (picked: Picked) => void }): ReactElement {
  const [filter, setFilter] = useState(FIRST);
  const [page, setPage] = useState(1);
  const [ticked, setTicked] = useState<Ticked>(new Map());
  const { data, isLoading } = useLoad(() => query(filter, page), [filter, page]);
  const pick = (next: Ticked) => {
    setTicked(next);
    const ids = [...next.keys()];
    onPick({ choice: ids.length > 0 ? { SelectedIds: ids } : undefined, fen: tickedFen(next), count: ids.length });
  };
  const refilter = (next: Filter) => {
    setFilter(next);
    setPage(1);
    if (next.entity !== filter.entity) pick(new Map());
  };
  return (
    <>
      <OrderFilter filter={filter} onChange={refilter} />
      <LockTable<Row>
        id={hook('orders-table')}
        name="orders"
        isTree
        rows={rowsOf(data)}
        columns={orderColumns}
        isLoading={isLoading}
        selection={{
          keys: tickedKeys(ticked),
          isDisabled: (row) => row.Status !== 'invoiceable',
          onChange: (keys) => pick(retick(ticked, data?.EvaluateList.Evaluate ?? [], keys)),
        }}
      />
      <Pager table="orders" page={page} total={data?.TotalCount ?? 0} onChange={setPage} />
    </>
  );
}
