/** Titles, mailboxes and addresses of the account; to be read only. */

import Table from '@alicloud/console-components/esm/rc/table';
import React, { type ReactElement } from 'react';

import { call, useLoad } from '../api';
import { type Address, type Customer, fullAddress, type Mailbox } from '../model';
import { FactList } from '../parts/FactList';
import { Page } from '../parts/Page';
import { t } from '../words';

interface Data {
  readonly customers: readonly Customer[];
  readonly mailboxes: readonly Mailbox[];
  readonly addresses: readonly Address[];
}

/** Status number of the one active title (通过). */
const ACTIVE = 2;

async function load(): Promise<Data> {
  const [customers, mailboxes, addresses] = await Promise.all([
    call<{ Customer: Customer[] }>('QueryInvoicingCustomerList'),
    call<{ Mailbox: Mailbox[] }>('ListMailboxes'),
    call<{ Address: Address[] }>('QueryCustomerAddressList'),
  ]);
  return { customers: customers.Customer, mailboxes: mailboxes.Mailbox, addresses: addresses.Address };
}

function titleFacts(customer: Customer): (readonly [string, string])[] {
  return [
    [t('title.name'), customer.InvoiceTitle],
    [t('title.kind'), customer.CustomerType === 1 ? t('title.person') : t('title.company')],
    [t('title.tax'), customer.RegisterNo],
    [t('title.bank'), customer.Bank],
    [t('title.account'), customer.BankNo],
    [t('title.place'), customer.OperatingLicenseAddress],
    [t('title.phone'), customer.OperatingLicensePhone],
    [t('title.status'), customer.Status === ACTIVE ? t('title.active') : t('title.inactive')],
  ];
}

function yes(value: boolean): string {
  return value ? t('title.default') : '';
}

const MAILBOX_COLUMNS = [
  { title: t('title.email'), dataIndex: 'Email' },
  { title: t('title.default'), dataIndex: 'IsDefault', cell: yes },
];

const ADDRESS_COLUMNS = [
  { title: t('title.addressee'), dataIndex: 'Addressee' },
  { title: t('title.mobile'), dataIndex: 'Phone' },
  {
    title: t('title.address'), dataIndex: 'DeliveryAddress',
    cell: (_value: unknown, _index: unknown, address: Address) => fullAddress(address),
  },
  { title: t('title.postcode'), dataIndex: 'PostalCode' },
  { title: t('title.default'), dataIndex: 'IsDefault', cell: yes },
];

export function TitlePage(): ReactElement {
  const loaded = useLoad(load, []);
  return (
    <Page title={t('title.heading')} loaded={loaded}>
      {({ customers, mailboxes, addresses }) => (
        <>
          <section className="card">
            <h4>{t('title.titles')}</h4>
            {customers.length === 0 && <p className="hint">{t('issue.noTitle')}</p>}
            {customers.map((customer) => <FactList key={customer.Id} facts={titleFacts(customer)} />)}
          </section>
          <section className="card">
            <h4>{t('title.mailboxes')}</h4>
            <Table primaryKey="Id" dataSource={[...mailboxes]} columns={MAILBOX_COLUMNS} />
          </section>
          <section className="card">
            <h4>{t('title.addresses')}</h4>
            <Table primaryKey="Id" dataSource={[...addresses]} columns={ADDRESS_COLUMNS} />
          </section>
        </>
      )}
    </Page>
  );
}
