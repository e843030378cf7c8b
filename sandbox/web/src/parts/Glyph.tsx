/** An icon as the console's icon font gives it: a private-use character in the text. */

import React, { type ReactElement } from 'react';

import { glyph, type IconName } from '../icons';

export function Glyph({ name }: { readonly name: IconName }): ReactElement {
  return <i className={`glyph glyph-${name}`}>{glyph(name)}</i>;
}
