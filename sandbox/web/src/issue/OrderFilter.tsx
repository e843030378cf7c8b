/** The filter row over the orders table. */

import React, { type ReactElement, useState } from 'react';

import { hook } from '../hooks';
import { ActionButton } from '../parts/ActionButton';
import { Input, Radio } from '../parts/library';
import { t } from '../words';
import { EntitySelect } from './entity';

export interface Filter {
  readonly entity: string;
  readonly isInvoiceable: boolean;
  readonly keyword: string;
}

interface Props {
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}

export function OrderFilter({ filter, onChange }: Props): ReactElement {
  const [typed, setTyped] = useState(filter.keyword);
  const search = () => onChange({ ...filter, keyword: typed.trim() });
  const id = hook('keyword');
  return (
    <div className="filter">
      <EntitySelect value={filter.entity} onChange={(entity) => onChange({ ...filter, entity })} />
      <Radio.Group
        aria-label={t('issue.filter')}
        value={filter.isInvoiceable ? 'yes' : 'no'}
        onChange={(value) => onChange({ ...filter, isInvoiceable: value === 'yes' })}
      >
        <Radio id={hook('invoiceable-yes')} value="yes">{t('issue.invoiceable')}</Radio>
        <Radio id={hook('invoiceable-no')} value="no">{t('issue.notInvoiceable')}</Radio>
      </Radio.Group>
      <span className="field">
        <label htmlFor={id}>{t('issue.keyword')}</label>
        <Input
          id={id}
          value={typed}
          onChange={(value) => setTyped(String(value))}
          onPressEnter={search}
          style={{ width: 140 }}
        />
      </span>
      <ActionButton label={t('issue.search')} spot="issue-search" onClick={search} />
    </div>
  );
}
