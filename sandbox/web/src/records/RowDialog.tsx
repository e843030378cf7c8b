/** The dialog that an action of a row opens. */

import React, { type ReactElement } from 'react';

import type { Invoice } from '../model';
import { DownloadDialog } from './DownloadDialog';
import { ReturnDialog } from './ReturnDialog';
import { VoidDialog } from './VoidDialog';

/** What a person does with an invoice of the list. */
export interface Doing {
  readonly what: 'void' | 'return' | 'download';
  readonly invoice: Invoice;
}

interface Props {
  readonly doing: Doing;
  /** Called when something was sent. */
  readonly onDone: () => void;
  readonly onClose: () => void;
}

export function RowDialog({ doing: { what, invoice }, onDone, onClose }: Props): ReactElement {
  if (what === 'download') return <DownloadDialog invoice={invoice} onClose={onClose} />;
  const Sending = what === 'void' ? VoidDialog : ReturnDialog;
  return <Sending invoice={invoice} onDone={onDone} onClose={onClose} />;
}
