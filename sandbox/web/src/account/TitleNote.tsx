/** What stands over a change of the title: consumption that is not invoiced yet. */

import React, { type ReactElement } from 'react';

import { hook } from '../hooks';
import { yuan } from '../money';
import { Message } from '../parts/library';
import { t } from '../words';

export function UninvoicedNote({ fen }: { readonly fen: number }): ReactElement {
  if (fen <= 0) return <></>;
  return (
    <div id={hook('title-uninvoiced')} className="note">
      <Message type="warning">{t('title.uninvoiced', { amount: yuan(fen) })}</Message>
    </div>
  );
}
