/** The active title, what may be done with it, and the list of applications. */

import React, { type ReactElement, useState } from 'react';

import { hook } from '../hooks';
import type { Customer } from '../model';
import { ActionButton } from '../parts/ActionButton';
import { AskDialog } from '../parts/AskDialog';
import { FactList } from '../parts/FactList';
import { Message } from '../parts/library';
import { LockTable } from '../parts/LockTable';
import { go } from '../routes';
import { isNew } from '../site';
import { t } from '../words';
import { TitleChangeDialog } from './TitleChangePage';
import { titleColumns } from './titleColumns';
import { UninvoicedNote } from './TitleNote';
import { IN_REVIEW, stateOf, type Titles, waiting } from './titles';
import { useSending } from './useSending';

function titleFacts(customer: Customer): (readonly [string, string, string])[] {
  return [
    [t('title.name'), customer.InvoiceTitle, 'title-name'],
    [t('title.kind'), t(customer.CustomerType === 1 ? 'title.person' : 'title.company'), 'title-kind'],
    [t('title.tax'), customer.RegisterNo, 'title-tax'],
    [t('title.bank'), customer.Bank, 'title-bank'],
    [t('title.account'), customer.BankNo, 'title-account'],
    [t('title.place'), customer.OperatingLicenseAddress, 'title-place'],
    [t('title.phone'), customer.OperatingLicensePhone, 'title-phone'],
    [t('title.status'), stateOf(customer), 'title-status'],
  ];
}

interface Props {
  readonly titles: Titles;
  readonly isLoading: boolean;
  readonly onChanged: () => void;
}

interface AskProps {
  readonly customer: Customer;
  readonly openFen: number;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

function RequestDialog({ customer, openFen, onDone, onClose }: AskProps): ReactElement {
  const { isBusy, submit } = useSending(t('title.submitted'), onDone);
  return (
    <AskDialog
      title={t('title.request')} spot="title-request-ok" isBusy={isBusy} onClose={onClose}
      onOk={() => submit('RequestTitle', { CustomerId: customer.Id })}
    >
      <UninvoicedNote fen={openFen} />
      <p id={hook('title-request-text')}>{t('title.requestAsk', { name: customer.InvoiceTitle })}</p>
    </AskDialog>
  );
}

function WithdrawDialog({ customer, onDone, onClose }: Omit<AskProps, 'openFen'>): ReactElement {
  const { isBusy, submit } = useSending(t('keep.saved'), onDone);
  return (
    <AskDialog
      title={t('title.withdraw')} spot="title-withdraw-ok" isBusy={isBusy} onClose={onClose}
      onOk={() => submit('WithdrawTitleChange', { CustomerId: customer.Id })}
    >
      <p>{t('title.withdrawAsk', { name: customer.InvoiceTitle })}</p>
    </AskDialog>
  );
}

function ReviewNote({ customers }: { readonly customers: readonly Customer[] }): ReactElement {
  const reviewed = customers.find(({ Status }) => Status === IN_REVIEW);
  if (reviewed === undefined) return <></>;
  return (
    <div id={hook('title-reviewing')} className="note">
      <Message type="notice">{t('title.reviewing', { name: reviewed.InvoiceTitle })}</Message>
    </div>
  );
}

interface ButtonsProps {
  readonly canRequest: boolean;
  readonly onModify: () => void;
  readonly onRequest: () => void;
}

function Buttons({ canRequest, onModify, onRequest }: ButtonsProps): ReactElement {
  return (
    <div className="block-buttons">
      <ActionButton
        type="primary" spot="title-modify" label={t('title.modify')}
        onClick={isNew ? onModify : () => go('titleChange')}
      />
      <ActionButton spot="title-request" label={t('title.request')} disabled={!canRequest} onClick={onRequest} />
    </div>
  );
}

export function TitleBlock({ titles, isLoading, onChanged }: Props): ReactElement {
  const [isModifying, setModifying] = useState(false);
  const [isRequesting, setRequesting] = useState(false);
  const [withdrawn, setWithdrawn] = useState<Customer>();
  const { customers, openFen } = titles;
  const next = waiting(customers);
  const close = () => {
    setModifying(false);
    setRequesting(false);
    setWithdrawn(undefined);
  };
  const dialog = {
    onClose: close,
    onDone: () => {
      close();
      onChanged();
    },
  };
  return (
    <>
      <section className="card">
        <h4>{t('title.titles')}</h4>
        <ReviewNote customers={customers} />
        <FactList facts={titleFacts(customers[0])} />
        <Buttons
          canRequest={next !== undefined} onModify={() => setModifying(true)} onRequest={() => setRequesting(true)}
        />
      </section>
      <section className="card">
        <h4>{t('title.applications')}</h4>
        <LockTable
          id={hook('titles-table')} name="titles" rows={customers} columns={titleColumns(setWithdrawn)}
          isLoading={isLoading}
        />
      </section>
      {isModifying && <TitleChangeDialog titles={titles} {...dialog} />}
      {isRequesting && next && <RequestDialog customer={next} openFen={openFen} {...dialog} />}
      {withdrawn && <WithdrawDialog customer={withdrawn} {...dialog} />}
    </>
  );
}
