/** One line of text in a form, with its label. */

import React, { type ReactElement } from 'react';

import { hook } from '../hooks';
import { Form, Input } from './library';

interface Props {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly required?: boolean;
  readonly onChange: (value: string) => void;
}

export function TextField({ id, label, value, required = false, onChange }: Props): ReactElement {
  return (
    <Form.Item label={label} required={required} id={hook(id)}>
      <Input id={hook(id)} aria-label={label} value={value} onChange={(typed) => onChange(String(typed))} />
    </Form.Item>
  );
}
