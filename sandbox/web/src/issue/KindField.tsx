/** The invoice type (发票类型): radio buttons in the new generation, a select in the old. */

import React, { type ReactElement } from 'react';

import { hook } from '../hooks';
import type { InvoiceKind, OfferedKind } from '../model';
import { Form, Radio, Select } from '../parts/library';
import { isNew } from '../site';
import { t } from '../words';

interface Props {
  readonly kinds: readonly OfferedKind[];
  readonly value: InvoiceKind | undefined;
  readonly onChange: (kind: InvoiceKind) => void;
}

function Radios({ kinds, value, onChange }: Props): ReactElement {
  const refused = kinds.filter((kind) => !kind.Offered);
  return (
    <>
      <Radio.Group
        id={hook('kind')}
        aria-label={t('confirm.kind')}
        value={value}
        onChange={(kind) => onChange(kind as InvoiceKind)}
      >
        {kinds.map(({ Code, Offered }) => (
          <Radio key={Code} id={hook(`kind-${Code}`)} value={Code} disabled={!Offered}>
            {t(`kind.${Code}`)}
          </Radio>
        ))}
      </Radio.Group>
      {refused.map(({ Code, Reason }) => (
        <p className="hint" key={Code}>{t(`kind.${Code}`)} · {t('confirm.notOffered', { reason: Reason })}</p>
      ))}
    </>
  );
}

function Choice({ kinds, value, onChange }: Props): ReactElement {
  const offered = kinds.filter((kind) => kind.Offered);
  return (
    <Select
      id={hook('kind')}
      aria-label={t('confirm.kind')}
      value={value}
      dataSource={offered.map(({ Code }) => ({ value: Code, label: t(`kind.${Code}`) }))}
      onChange={(kind: string) => onChange(kind as InvoiceKind)}
      style={{ width: 340 }}
    />
  );
}

export function KindField(props: Props): ReactElement {
  return (
    <Form.Item label={t('confirm.kind')} required id={hook('kind')}>
      {isNew ? <Radios {...props} /> : <Choice {...props} />}
    </Form.Item>
  );
}
