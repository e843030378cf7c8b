/** Columns of the list of mailing addresses, in each generation's order. */

import React, { type ReactElement } from 'react';

import type { Address } from '../model';
import type { Column } from '../parts/LockTable';
import { RowAction } from '../parts/RowAction';
import { isNew } from '../site';
import { t } from '../words';

const MODERN = ['addressee', 'mobile', 'region', 'detail', 'postcode', 'default', 'actions'];
const LEGACY = ['addressee', 'region', 'detail', 'postcode', 'mobile', 'default', 'actions'];

/** What a row lets a person do. */
export interface AddressActions {
  readonly onModify: (address: Address) => void;
  readonly onDefault: (address: Address) => void;
  readonly onDelete: (address: Address) => void;
}

function Actions({ address, does }: { readonly address: Address; readonly does: AddressActions }): ReactElement {
  return (
    <span className="actions">
      <RowAction word="keep.modify" spot="address-modify" onClick={() => does.onModify(address)} />
      {!address.IsDefault && (
        <RowAction word="keep.setDefault" spot="address-default" onClick={() => does.onDefault(address)} />
      )}
      <RowAction word="keep.delete" spot="address-delete" onClick={() => does.onDelete(address)} />
    </span>
  );
}

export function addressColumns(does: AddressActions): readonly Column<Address>[] {
  const columns: Record<string, Omit<Column<Address>, 'key'>> = {
    addressee: { title: t('address.addressee'), width: 140, cell: ({ Addressee }) => Addressee },
    mobile: { title: t('address.mobile'), width: 160, cell: ({ Phone }) => Phone },
    region: {
      title: t('address.region'), width: 240, cell: ({ Province, City, County }) => `${Province} ${City} ${County}`,
    },
    detail: {
      title: t('address.detail'), width: 340, cell: ({ Street, DeliveryAddress }) => `${Street}${DeliveryAddress}`,
    },
    postcode: { title: t('address.postcode'), width: 120, cell: ({ PostalCode }) => PostalCode || t('detail.none') },
    default: { title: t('keep.default'), width: 100, cell: ({ IsDefault }) => (IsDefault ? t('keep.yes') : '') },
    actions: {
      title: t('keep.actions'), width: 230, lock: 'right',
      cell: (address) => <Actions address={address} does={does} />,
    },
  };
  return (isNew ? MODERN : LEGACY).map((key) => ({ key, ...columns[key] }));
}
