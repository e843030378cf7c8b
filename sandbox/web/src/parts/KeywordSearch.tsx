/** The field over a list that looks for a keyword. */

import React, { type ReactElement, useState } from 'react';

import { hook } from '../hooks';
import { ActionButton } from './ActionButton';
import { Input } from './library';

interface Props {
  readonly label: string;
  readonly button: string;
  readonly spot: string;
  readonly onSearch: (keyword: string) => void;
}

export function KeywordSearch({ label, button, spot, onSearch }: Props): ReactElement {
  const [typed, setTyped] = useState('');
  const id = hook('keyword');
  const search = () => onSearch(typed.trim());
  return (
    <div className="filter">
      <span className="field">
        <label htmlFor={id}>{label}</label>
        <Input
          id={id}
          value={typed}
          onChange={(value) => setTyped(String(value))}
          onPressEnter={search}
          style={{ width: 260 }}
        />
      </span>
      <ActionButton label={button} spot={spot} onClick={search} />
    </div>
  );
}
