/** The form behind "modify invoice information" (修改发票信息): what to change, and what each change asks for. */

import React, { type ReactElement } from 'react';

import { hook } from '../hooks';
import type { AdjustType, Customer } from '../model';
import { Form, Input, Radio } from '../parts/library';
import { TextField } from '../parts/TextField';
import { UploadField } from '../parts/UploadField';
import { t } from '../words';
import type { Titles } from './titles';
import { UninvoicedNote } from './TitleNote';

/** What the form collects. */
export interface TitleAnswers {
  readonly adjust: AdjustType;
  readonly name: string;
  readonly proof: string | undefined;
  readonly statement: string | undefined;
  readonly remark: string;
  readonly bank: string;
  readonly account: string;
  readonly place: string;
  readonly phone: string;
}

interface Props {
  readonly titles: Titles;
  readonly answers: TitleAnswers;
  readonly onChange: (answers: TitleAnswers) => void;
}

const OPTIONS = [
  { adjust: 5, id: 'change-real-name' },
  { adjust: 4, id: 'change-company-name' },
  { adjust: 1, id: 'change-bank' },
] as const;
const FILES = '.jpg,.jpeg,.png,.pdf';
const MAX_REMARK = 200;

export function firstAnswers({ customers: [active] }: Titles): TitleAnswers {
  return {
    adjust: 5, name: '', proof: undefined, statement: undefined, remark: '',
    bank: active.Bank, account: active.BankNo,
    place: active.OperatingLicenseAddress, phone: active.OperatingLicensePhone,
  };
}

/** Return the parameters of `SubmitTitleChange`. */
export function paramsOf(answers: TitleAnswers, active: Customer): object {
  const { adjust, name, proof, statement, remark, bank, account, place, phone } = answers;
  const rest = { AdjustType: adjust, Remark: remark };
  if (adjust === 1) {
    return { ...rest, Bank: bank, BankNo: account, OperatingLicenseAddress: place, OperatingLicensePhone: phone };
  }
  if (adjust === 5) return rest;
  return {
    ...rest,
    InvoiceTitle: name,
    RegisterNo: active.RegisterNo,
    TaxationLicense: proof,
    ...(statement === undefined ? {} : { TitleChangeInstructions: statement }),
  };
}

function Fact({ id, label, value }: { readonly id: string; readonly label: string; readonly value: string }) {
  return (
    <Form.Item label={label}>
      <span className="fact" id={hook(id)}>{value || t('detail.none')}</span>
    </Form.Item>
  );
}

function Rename({ titles, answers, onChange }: Props): ReactElement {
  const [active] = titles.customers;
  return (
    <>
      <TextField
        id="title-new-name" label={t('title.newName')} required value={answers.name}
        onChange={(name) => onChange({ ...answers, name })}
      />
      <Fact
        id="title-new-kind" label={t('title.kind')}
        value={t(active.CustomerType === 1 ? 'title.person' : 'title.company')}
      />
      <Fact id="title-new-tax" label={t('title.tax')} value={active.RegisterNo} />
      <UploadField
        id="title-proof" use="title" label={t('title.proof')} required accept={FILES} hint={t('upload.hint')}
        onChange={(proof) => onChange({ ...answers, proof })}
      />
      <UploadField
        id="title-statement" use="title" label={t('title.statement')} accept={FILES} hint={t('upload.hint')}
        onChange={(statement) => onChange({ ...answers, statement })}
      />
    </>
  );
}

const BANK_FIELDS = [
  { key: 'bank', word: 'title.bank' },
  { key: 'account', word: 'title.account' },
  { key: 'place', word: 'title.place' },
  { key: 'phone', word: 'title.phone' },
] as const;

function Bank({ answers, onChange }: Props): ReactElement {
  return (
    <>
      {BANK_FIELDS.map(({ key, word }) => (
        <TextField
          key={key} id={`title-${key}`} label={t(word)} required value={answers[key]}
          onChange={(value) => onChange({ ...answers, [key]: value })}
        />
      ))}
    </>
  );
}

function Option({ answers, onChange }: Props): ReactElement {
  return (
    <Form.Item label={t('title.option')} required>
      <Radio.Group
        id={hook('title-option')}
        aria-label={t('title.option')}
        value={answers.adjust}
        onChange={(adjust) => onChange({ ...answers, adjust: adjust as AdjustType })}
      >
        {OPTIONS.map(({ adjust, id }) => (
          <Radio key={id} id={hook(id)} value={adjust}>{t(`title.adjust.${adjust}`)}</Radio>
        ))}
      </Radio.Group>
    </Form.Item>
  );
}

export function TitleForm(props: Props): ReactElement {
  const { titles, answers, onChange } = props;
  const id = hook('title-remark');
  return (
    <>
      <UninvoicedNote fen={titles.openFen} />
      <Form className="confirm-form" labelAlign="left" id={hook('title-form')}>
        <Option {...props} />
        <Fact id="title-current" label={t('title.name')} value={titles.customers[0].InvoiceTitle} />
        {answers.adjust === 5 && <Fact id="title-real-name" label={t('title.realName')} value={titles.realName} />}
        {answers.adjust === 4 && <Rename {...props} />}
        {answers.adjust === 1 && <Bank {...props} />}
        <Form.Item label={t('title.remark')} id={id}>
          <Input.TextArea
            id={id} aria-label={t('title.remark')} rows={2} maxLength={MAX_REMARK} showLimitHint
            value={answers.remark}
            onChange={(value) => onChange({ ...answers, remark: String(value) })}
          />
        </Form.Item>
      </Form>
    </>
  );
}
