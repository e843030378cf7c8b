/** The fields of step 2 that a person fills in. */

import React, { type ReactElement } from 'react';

import { hook } from '../hooks';
import { type Address, fullAddress, type InvoiceKind, type OfferedKind } from '../model';
import { Checkbox, Form, Input, Select } from '../parts/library';
import { isNew } from '../site';
import { t } from '../words';
import { KindField } from './KindField';

/** What step 2 collects. */
export interface Answers {
  readonly kind: InvoiceKind | undefined;
  readonly email: string;
  readonly addressId: string | undefined;
  readonly remark: string;
  readonly hasAgreed: boolean;
}

export interface Options {
  readonly kinds: readonly OfferedKind[];
  readonly addresses: readonly Address[];
}

interface Props {
  readonly options: Options;
  readonly answers: Answers;
  readonly onChange: (answers: Answers) => void;
}

const MAX_REMARK = 200;

export function isPaper(kind: InvoiceKind | undefined): boolean {
  return kind?.startsWith('paper') ?? false;
}

function EmailField({ answers, onChange }: Omit<Props, 'options'>): ReactElement {
  const id = hook('email');
  return (
    <Form.Item label={t('confirm.email')} required id={id}>
      <Input
        id={id}
        aria-label={t('confirm.email')}
        value={answers.email}
        onChange={(value) => onChange({ ...answers, email: String(value) })}
      />
    </Form.Item>
  );
}

function AddressField({ options, answers, onChange }: Props): ReactElement {
  const id = hook('address');
  return (
    <Form.Item label={t('confirm.address')} required id={id}>
      <Select
        id={id}
        aria-label={t('confirm.address')}
        placeholder={t('confirm.choose')}
        value={answers.addressId}
        dataSource={options.addresses.map((address) => ({
          value: address.Id,
          label: `${address.Addressee} ${address.Phone} ${fullAddress(address)}`,
        }))}
        onChange={(value: string) => onChange({ ...answers, addressId: value })}
        style={{ width: '100%' }}
      />
    </Form.Item>
  );
}

export function ConfirmFields({ options, answers, onChange }: Props): ReactElement {
  const remarkId = hook('remark');
  return (
    <>
      <KindField
        kinds={options.kinds}
        value={answers.kind}
        onChange={(kind) => onChange({ ...answers, kind })}
      />
      {isPaper(answers.kind)
        ? <AddressField options={options} answers={answers} onChange={onChange} />
        : <EmailField answers={answers} onChange={onChange} />}
      <Form.Item label={t('confirm.remark')} id={remarkId}>
        <Input.TextArea
          id={remarkId}
          aria-label={t('confirm.remark')}
          rows={3}
          maxLength={MAX_REMARK}
          showLimitHint
          value={answers.remark}
          onChange={(value) => onChange({ ...answers, remark: String(value) })}
        />
      </Form.Item>
      {!isNew && (
        <Checkbox
          id={hook('agree')}
          checked={answers.hasAgreed}
          onChange={(hasAgreed) => onChange({ ...answers, hasAgreed })}
        >
          {t('confirm.agree')}
        </Checkbox>
      )}
    </>
  );
}
