/** The dialog that adds or modifies a mailing address. */

import React, { type ReactElement, useState } from 'react';

import { hook } from '../hooks';
import type { Address } from '../model';
import { AskDialog } from '../parts/AskDialog';
import { Checkbox, Form, Select } from '../parts/library';
import { TextField } from '../parts/TextField';
import { t } from '../words';
import { useSending } from './useSending';

/** Districts by city by province. */
export type Regions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

type Answers = Omit<Address, 'Id' | 'Street'>;

interface FieldsProps {
  readonly regions: Regions;
  readonly answers: Answers;
  readonly onChange: (answers: Answers) => void;
}

interface RegionProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly names: readonly string[];
  readonly onChange: (name: string) => void;
}

function RegionSelect({ id, label, value, names, onChange }: RegionProps): ReactElement {
  return (
    <Form.Item label={label} required id={hook(id)}>
      <Select
        id={hook(id)}
        aria-label={label}
        placeholder={t('keep.choose')}
        value={value || undefined}
        dataSource={names.map((name) => ({ value: name, label: name }))}
        onChange={(name: string) => onChange(name)}
        style={{ width: 240 }}
      />
    </Form.Item>
  );
}

function RegionFields({ regions, answers, onChange }: FieldsProps): ReactElement {
  const { Province, City, County } = answers;
  const cities = regions[Province] ?? {};
  return (
    <>
      <RegionSelect
        id="address-province" label={t('address.province')} value={Province} names={Object.keys(regions)}
        onChange={(name) => onChange({ ...answers, Province: name, City: '', County: '' })}
      />
      <RegionSelect
        id="address-city" label={t('address.city')} value={City} names={Object.keys(cities)}
        onChange={(name) => onChange({ ...answers, City: name, County: '' })}
      />
      <RegionSelect
        id="address-county" label={t('address.county')} value={County} names={cities[City] ?? []}
        onChange={(name) => onChange({ ...answers, County: name })}
      />
    </>
  );
}

function Fields(props: FieldsProps): ReactElement {
  const { answers, onChange } = props;
  return (
    <Form className="confirm-form" labelAlign="left" id={hook('address-form')}>
      <TextField
        id="address-addressee" label={t('address.addressee')} required value={answers.Addressee}
        onChange={(Addressee) => onChange({ ...answers, Addressee })}
      />
      <TextField
        id="address-mobile" label={t('address.mobile')} required value={answers.Phone}
        onChange={(Phone) => onChange({ ...answers, Phone })}
      />
      <RegionFields {...props} />
      <TextField
        id="address-detail" label={t('address.detail')} required value={answers.DeliveryAddress}
        onChange={(DeliveryAddress) => onChange({ ...answers, DeliveryAddress })}
      />
      <TextField
        id="address-postcode" label={t('address.postcode')} value={answers.PostalCode}
        onChange={(PostalCode) => onChange({ ...answers, PostalCode })}
      />
      <Checkbox
        id={hook('address-default')} checked={answers.IsDefault}
        onChange={(IsDefault) => onChange({ ...answers, IsDefault })}
      >
        {t('address.isDefault')}
      </Checkbox>
    </Form>
  );
}

const EMPTY: Answers = {
  Addressee: '', Phone: '', Province: '', City: '', County: '', DeliveryAddress: '', PostalCode: '', IsDefault: false,
};

interface Props {
  /** Undefined to add one. */
  readonly address: Address | undefined;
  readonly regions: Regions;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

export function AddressDialog({ address, regions, onDone, onClose }: Props): ReactElement {
  const [answers, setAnswers] = useState<Answers>(address ?? EMPTY);
  const { isBusy, submit } = useSending(t('keep.saved'), onDone);
  return (
    <AskDialog
      title={address ? t('address.modify') : t('address.add')} size="medium" spot="address-ok" isBusy={isBusy}
      onOk={() => submit(address ? 'ModifyAddress' : 'AddAddress', answers)} onClose={onClose}
    >
      <Fields regions={regions} answers={answers} onChange={setAnswers} />
    </AskDialog>
  );
}
