/** Step 1 by monthly bill: tick months. */

import Table from '@alicloud/console-components/esm/rc/table';
import React, { type ReactElement, useState } from 'react';

import { call, useLoad } from '../api';
import { hook } from '../hooks';
import type { Bill } from '../model';
import { yuan } from '../money';
import { t } from '../words';
import { EntitySelect, FIRST_ENTITY } from './entity';
import type { Picked } from './draft';

const COLUMNS = [
  { title: t('bill.cycle'), dataIndex: 'BillCycle' },
  { title: t('bill.number'), dataIndex: 'BillId' },
  { title: t('bill.orders'), dataIndex: 'OrderCount', align: 'right' as const },
  {
    title: t('bill.invoiceable'), dataIndex: 'CanInvoiceAmount', align: 'right' as const,
    cell: (fen: number) => yuan(fen),
  },
];

export function BillPicker({ onPick }: { readonly onPick: (picked: Picked) => void }): ReactElement {
  const [entity, setEntity] = useState(FIRST_ENTITY);
  const [ids, setIds] = useState<readonly string[]>([]);
  const { data, isLoading } = useLoad(() => call<{ Bill: Bill[] }>('QueryBillList', { Entity: entity }), [entity]);
  const bills = data?.Bill ?? [];
  const pick = (next: readonly string[]) => {
    const chosen = bills.filter((bill) => next.includes(bill.BillId));
    setIds(next);
    onPick({
      choice: chosen.length > 0 ? { BillIds: chosen.map((bill) => bill.BillId) } : undefined,
      fen: chosen.reduce((sum, bill) => sum + bill.CanInvoiceAmount, 0),
      count: chosen.length,
    });
  };
  const change = (next: string) => {
    setEntity(next);
    pick([]);
  };
  return (
    <>
      <div className="filter"><EntitySelect value={entity} onChange={change} /></div>
      <div id={hook('bills-table')} className="table-box">
        <Table
          primaryKey="BillId"
          loading={isLoading}
          dataSource={bills}
          columns={COLUMNS.map((column) => ({ ...column }))}
          rowSelection={{ selectedRowKeys: [...ids], onChange: (keys: (string | number)[]) => pick(keys.map(String)) }}
        />
      </div>
    </>
  );
}
