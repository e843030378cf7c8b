/** Labels and values, side by side. */

import React, { type ReactElement } from 'react';

import { hook } from '../hooks';
import { t } from '../words';

interface Props {
  readonly facts: readonly (readonly [label: string, value: string, id?: string])[];
}

export function FactList({ facts }: Props): ReactElement {
  return (
    <dl className="facts">
      {facts.map(([label, value, id]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd id={id && hook(id)}>{value || t('detail.none')}</dd>
        </div>
      ))}
    </dl>
  );
}
