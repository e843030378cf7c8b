/** A dialog over the page with an OK and a Cancel button, whose OK sends something. */

import React, { type ReactElement, type ReactNode } from 'react';

import { t } from '../words';
import { ActionButton } from './ActionButton';
import { Dialog } from './library';

interface Props {
  readonly title: string;
  /** Spot of the OK button; the Cancel button's is `<spot>-cancel`. */
  readonly spot: string;
  readonly ok?: string;
  readonly size?: 'small' | 'medium';
  readonly isBusy: boolean;
  readonly onOk: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function AskDialog({ title, spot, ok, size = 'small', isBusy, onOk, onClose, children }: Props): ReactElement {
  const footer = (
    <span className="dialog-buttons">
      <ActionButton type="primary" spot={spot} label={ok ?? t('keep.ok')} loading={isBusy} onClick={onOk} />
      <ActionButton spot={`${spot}-cancel`} label={t('keep.cancel')} onClick={onClose} />
    </span>
  );
  return (
    <Dialog v2 visible size={size} title={title} footer={footer} onClose={onClose}>
      {children}
    </Dialog>
  );
}
