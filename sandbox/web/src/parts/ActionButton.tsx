/** A library button with the console's letter spacing for two-character Chinese labels. */

import React, { type ReactElement } from 'react';

import { hook, spm } from '../hooks';
import { spaced } from '../words';
import { Button } from './library';

interface Props {
  readonly label: string;
  readonly id?: string;
  /** Spot name for click statistics: the button's stable hook. */
  readonly spot?: string;
  readonly type?: 'primary' | 'secondary' | 'normal';
  readonly disabled?: boolean;
  /** Shows a spinner; like the library's own, a loading button still takes clicks. */
  readonly loading?: boolean;
  readonly onClick: () => void;
}

export function ActionButton({ label, id, spot, ...rest }: Props): ReactElement {
  return (
    <Button {...rest} {...(id === undefined ? {} : { id: hook(id) })} {...(spot === undefined ? {} : spm(spot))}>
      {spaced(label)}
    </Button>
  );
}
