/** Step 1 by amount: type a sum, the console takes orders first in, first out. */

import React, { type ReactElement, useState } from 'react';

import { hook } from '../hooks';
import { fenOf } from '../money';
import { NumberPicker } from '../parts/library';
import { t } from '../words';
import { EntitySelect, FIRST_ENTITY } from './entity';
import { NOTHING, type Picked } from './draft';

export function AmountPicker({ onPick }: { readonly onPick: (picked: Picked) => void }): ReactElement {
  const [entity, setEntity] = useState(FIRST_ENTITY);
  const [typed, setTyped] = useState<number | string | undefined>();
  const pick = (seller: string, value: number | string | undefined) => {
    setEntity(seller);
    setTyped(value);
    const fen = fenOf(value) ?? 0;
    onPick(fen > 0 ? { choice: { Amount: fen, Entity: seller }, fen, count: undefined } : NOTHING);
  };
  const id = hook('amount');
  return (
    <div className="filter">
      <EntitySelect value={entity} onChange={(next) => pick(next, typed)} />
      <span className="field">
        <label htmlFor={id}>{t('issue.amount')}</label>
        <NumberPicker
          id={id}
          aria-label={t('issue.amount')}
          value={typed}
          min={0}
          precision={2}
          hasTrigger={false}
          style={{ width: 180 }}
          onChange={(value?: number | string) => pick(entity, value)}
        />
      </span>
      <span className="hint">{t('issue.amountHelp')}</span>
    </div>
  );
}
