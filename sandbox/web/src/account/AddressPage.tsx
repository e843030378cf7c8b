/** Mailing addresses of the account (邮寄地址管理). */

import React, { type ReactElement, useState } from 'react';

import { call, useLoad } from '../api';
import { hook } from '../hooks';
import { type Address, fullAddress } from '../model';
import { ActionButton } from '../parts/ActionButton';
import { LockTable } from '../parts/LockTable';
import { Page } from '../parts/Page';
import { PAGE_SIZE, Pager } from '../parts/Pager';
import { t } from '../words';
import { addressColumns } from './addressColumns';
import { AddressDialog, type Regions } from './AddressDialog';
import { DeleteDialog } from './KeepDialogs';
import { useSending } from './useSending';

interface Data {
  readonly addresses: readonly Address[];
  readonly regions: Regions;
}

async function load(): Promise<Data> {
  const [addresses, regions] = await Promise.all([
    call<{ Address: Address[] }>('QueryCustomerAddressList'),
    call<{ Region: Regions }>('ListRegions'),
  ]);
  return { addresses: addresses.Address, regions: regions.Region };
}

interface Doing {
  readonly what: 'add' | 'modify' | 'delete';
  readonly address?: Address;
}

interface TableProps {
  readonly addresses: readonly Address[];
  readonly isLoading: boolean;
  readonly onDo: (doing: Doing) => void;
  readonly onChanged: () => void;
}

function AddressTable({ addresses, isLoading, onDo, onChanged }: TableProps): ReactElement {
  const [page, setPage] = useState(1);
  const { submit } = useSending(t('keep.saved'), onChanged);
  const last = Math.max(1, Math.ceil(addresses.length / PAGE_SIZE));
  const shown = Math.min(page, last);
  const columns = addressColumns({
    onModify: (address) => onDo({ what: 'modify', address }),
    onDefault: ({ Id }) => submit('SetDefaultAddress', { Id }),
    onDelete: (address) => onDo({ what: 'delete', address }),
  });
  return (
    <>
      <LockTable
        id={hook('addresses-table')} name="addresses" columns={columns} isLoading={isLoading}
        rows={addresses.slice((shown - 1) * PAGE_SIZE, shown * PAGE_SIZE)}
      />
      <Pager table="addresses" page={shown} total={addresses.length} onChange={setPage} />
    </>
  );
}

function Empty({ onSetUp }: { readonly onSetUp: () => void }): ReactElement {
  return (
    <div className="empty" id={hook('addresses-empty')}>
      <p>{t('address.empty')}</p>
      <ActionButton type="primary" label={t('address.setUp')} spot="address-set-up" onClick={onSetUp} />
    </div>
  );
}

interface BodyProps extends Data {
  readonly isLoading: boolean;
  readonly onChanged: () => void;
}

function Body({ addresses, regions, isLoading, onChanged }: BodyProps): ReactElement {
  const [doing, setDoing] = useState<Doing>();
  const add = () => setDoing({ what: 'add' });
  const close = () => setDoing(undefined);
  const done = () => {
    close();
    onChanged();
  };
  return (
    <section className="card">
      {addresses.length === 0 ? <Empty onSetUp={add} /> : (
        <>
          <div className="block-buttons above">
            <ActionButton type="primary" label={t('address.add')} spot="address-add" onClick={add} />
          </div>
          <AddressTable addresses={addresses} isLoading={isLoading} onDo={setDoing} onChanged={onChanged} />
        </>
      )}
      {(doing?.what === 'add' || doing?.what === 'modify') && (
        <AddressDialog address={doing.address} regions={regions} onDone={done} onClose={close} />
      )}
      {doing?.what === 'delete' && doing.address && (
        <DeleteDialog
          action="DeleteAddress" id={doing.address.Id} spot="address-delete-ok"
          text={t('address.deleteAsk', { name: `${doing.address.Addressee} ${fullAddress(doing.address)}` })}
          onDone={done} onClose={close}
        />
      )}
    </section>
  );
}

export function AddressPage(): ReactElement {
  const loaded = useLoad(load, []);
  return (
    <Page title={t('address.heading')} loaded={loaded}>
      {(data) => <Body {...data} isLoading={loaded.isLoading} onChanged={loaded.reload} />}
    </Page>
  );
}
