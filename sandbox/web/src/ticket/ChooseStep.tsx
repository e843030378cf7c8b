/** First step: the product and the issue type that a ticket is about. */

import React, { type ReactElement, useState } from 'react';

import { hook } from '../hooks';
import { ActionButton } from '../parts/ActionButton';
import { Form, Select } from '../parts/library';
import { t } from '../words';
import type { Category, Named, Product } from './model';

interface ChoiceProps {
  readonly id: string;
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly Named[];
  readonly onChange: (code: string) => void;
}

function Choice({ id, label, value, options, onChange }: ChoiceProps): ReactElement {
  return (
    <Form.Item label={label} required id={hook(id)}>
      <Select
        id={hook(id)}
        aria-label={label}
        placeholder={t('ticket.choose')}
        value={value}
        dataSource={options.map(({ Code, Name }) => ({ value: Code, label: Name }))}
        onChange={(code: string) => onChange(code)}
        style={{ width: 340 }}
      />
    </Form.Item>
  );
}

interface Props {
  readonly products: readonly Product[];
  readonly onChosen: (category: Category) => void;
}

export function ChooseStep({ products, onChosen }: Props): ReactElement {
  const [productCode, setProductCode] = useState<string>();
  const [issueCode, setIssueCode] = useState<string>();
  const product = products.find(({ Code }) => Code === productCode);
  const issue = product?.Issues.find(({ Code }) => Code === issueCode);
  const choose = () => {
    if (product && issue) onChosen({ product, issue });
  };
  return (
    <>
      <Form className="confirm-form" labelAlign="left" id={hook('ticket-choice')}>
        <Choice
          id="ticket-product" label={t('ticket.product')} value={productCode} options={products}
          onChange={(code) => {
            setProductCode(code);
            setIssueCode(undefined);
          }}
        />
        <Choice
          id="ticket-issue" label={t('ticket.issue')} value={issueCode} options={product?.Issues ?? []}
          onChange={setIssueCode}
        />
      </Form>
      <div className="bottom-bar">
        <ActionButton
          type="primary" id="ticket-create" spot="ticket-create" label={t('ticket.create')}
          disabled={issue === undefined} onClick={choose}
        />
      </div>
    </>
  );
}
