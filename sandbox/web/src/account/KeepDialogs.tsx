/** Dialogs that addresses and mailboxes have in common. */

import React, { type ReactElement } from 'react';

import { AskDialog } from '../parts/AskDialog';
import { t } from '../words';
import { useSending } from './useSending';

interface Props {
  readonly action: 'DeleteAddress' | 'DeleteMailbox';
  readonly id: string;
  readonly spot: string;
  readonly text: string;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

export function DeleteDialog({ action, id, spot, text, onDone, onClose }: Props): ReactElement {
  const { isBusy, submit } = useSending(t('keep.saved'), onDone);
  return (
    <AskDialog
      title={t('keep.delete')} spot={spot} isBusy={isBusy} onClose={onClose} onOk={() => submit(action, { Id: id })}
    >
      <p>{text}</p>
    </AskDialog>
  );
}
