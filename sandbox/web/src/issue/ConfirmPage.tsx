/** Step 2: confirm the invoice information and send the request. */

import React, { type ReactElement, useEffect, useState } from 'react';

import { type ApiError, call, report, send, useLoad } from '../api';
import { hook } from '../hooks';
import type { Address, Customer, Mailbox, OfferedKind } from '../model';
import { ActionButton } from '../parts/ActionButton';
import { Form } from '../parts/library';
import { toast } from '../parts/notices';
import { Page } from '../parts/Page';
import { go } from '../routes';
import { isNew } from '../site';
import { t } from '../words';
import { ConfirmFacts } from './ConfirmFacts';
import { type Answers, ConfirmFields, isPaper, type Options } from './ConfirmFields';
import { type Draft, steps } from './draft';

interface Data extends Options {
  readonly customer: Customer;
  readonly mailboxes: readonly Mailbox[];
}

async function load(customerId: string): Promise<Data> {
  const [customers, types, addresses, mailboxes] = await Promise.all([
    call<{ Customer: Customer[] }>('QueryInvoicingCustomerList'),
    call<{ Types: OfferedKind[] }>('ListInvoiceTypes', { CustomerId: customerId }),
    call<{ Address: Address[] }>('QueryCustomerAddressList'),
    call<{ Mailbox: Mailbox[] }>('ListMailboxes'),
  ]);
  const customer = customers.Customer.find(({ Id }) => Id === customerId) ?? customers.Customer[0];
  return { customer, kinds: types.Types, addresses: addresses.Address, mailboxes: mailboxes.Mailbox };
}

function firstAnswers({ kinds, addresses, mailboxes }: Data): Answers {
  const preset = <T extends { readonly IsDefault: boolean }>(list: readonly T[]): T | undefined =>
    list.find(({ IsDefault }) => IsDefault) ?? list[0];
  return {
    kind: kinds.find(({ Offered }) => Offered)?.Code,
    email: preset(mailboxes)?.Email ?? '',
    addressId: preset(addresses)?.Id,
    remark: '',
    hasAgreed: isNew,
  };
}

async function submit({ choice, prepared }: Draft, answers: Answers): Promise<void> {
  const delivery = isPaper(answers.kind)
    ? { AddressId: answers.addressId }
    : { Emails: answers.email.split(/[,，;；\s]+/).filter(Boolean) };
  const reply = await send<{ InvoiceApplyId: string }>('ApplyInvoice', {
    InvoiceAmount: prepared.InvoiceFen,
    CustomerId: prepared.CustomerId,
    ...delivery,
    InvoicingType: answers.kind,
    ProcessWay: 1,
    InvoiceByAmount: 'Amount' in choice,
    UserRemark: answers.remark,
    SelectedIds: prepared.SelectedIds,
  });
  steps.result = { applyId: reply.InvoiceApplyId, fen: prepared.InvoiceFen };
  toast('success', t('done.heading'));
  go('done');
}

function Body({ draft, data }: { readonly draft: Draft; readonly data: Data }): ReactElement {
  const [answers, setAnswers] = useState(() => firstAnswers(data));
  const [pending, setPending] = useState(0);
  // As on the real console the button is not disabled while it waits: a second click sends again.
  const handleSubmit = () => {
    setPending((old) => old + 1);
    submit(draft, answers)
      .catch((error: ApiError) => report(error))
      .finally(() => setPending((old) => old - 1));
  };
  return (
    <section className="card">
      <Form className="confirm-form" labelAlign="left" id={hook('confirm-form')}>
        <ConfirmFacts customer={data.customer} prepared={draft.prepared} />
        <ConfirmFields options={data} answers={answers} onChange={setAnswers} />
      </Form>
      <div className="bottom-bar">
        <ActionButton label={t('confirm.previous')} spot="confirm-previous" onClick={() => go('issue')} />
        <ActionButton
          type="primary"
          spot="confirm-submit"
          label={t('confirm.submit')}
          disabled={!answers.hasAgreed}
          loading={pending > 0}
          onClick={handleSubmit}
        />
      </div>
    </section>
  );
}

function Loaded({ draft }: { readonly draft: Draft }): ReactElement {
  const loaded = useLoad(() => load(draft.prepared.CustomerId), [draft]);
  return (
    <Page title={t('confirm.heading')} loaded={loaded}>
      {(data) => <Body draft={draft} data={data} />}
    </Page>
  );
}

export function ConfirmPage(): ReactElement {
  const [draft] = useState(steps.draft);
  useEffect(() => {
    if (draft === undefined) go('issue');
  }, [draft]);
  return draft === undefined ? <></> : <Loaded draft={draft} />;
}
