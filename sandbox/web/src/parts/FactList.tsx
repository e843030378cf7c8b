/** Labels and values, side by side. */

import React, { type ReactElement } from 'react';

import { t } from '../words';

interface Props {
  readonly facts: readonly (readonly [label: string, value: string])[];
}

export function FactList({ facts }: Props): ReactElement {
  return (
    <dl className="facts">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value || t('detail.none')}</dd>
        </div>
      ))}
    </dl>
  );
}
