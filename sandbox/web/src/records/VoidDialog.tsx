/** The question before a request is taken back (作废). */

import React, { type ReactElement } from 'react';

import { useSending } from '../account/useSending';
import { hook } from '../hooks';
import type { Invoice } from '../model';
import { AskDialog } from '../parts/AskDialog';
import { t } from '../words';

interface Props {
  readonly invoice: Invoice;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

export function VoidDialog({ invoice, onDone, onClose }: Props): ReactElement {
  const { isBusy, submit } = useSending(t('void.done'), onDone);
  return (
    <AskDialog
      title={t('action.void')} spot="void-ok" isBusy={isBusy} onClose={onClose}
      onOk={() => submit('CancelInvoiceApply', { Id: invoice.Id })}
    >
      <p id={hook('void-text')}>{t('void.ask', { number: invoice.Id })}</p>
    </AskDialog>
  );
}
