/** A link in the action column of a table that does something on this page. */

import React, { type MouseEvent, type ReactElement } from 'react';

import { spm } from '../hooks';
import { t, type WordKey } from '../words';

interface Props {
  readonly word: WordKey;
  readonly spot: string;
  readonly onClick: () => void;
}

export function RowAction({ word, spot, onClick }: Props): ReactElement {
  const act = (event: MouseEvent) => {
    event.preventDefault();
    onClick();
  };
  return <a href="#action" onClick={act} {...spm(spot)}>{t(word)}</a>;
}
