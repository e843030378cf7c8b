/** The dialog with the files of a digital invoice's original. */

import React, { type ReactElement } from 'react';

import { hook, spm } from '../hooks';
import type { Invoice } from '../model';
import { ActionButton } from '../parts/ActionButton';
import { Dialog } from '../parts/library';
import { t } from '../words';

const FORMATS = ['pdf', 'ofd', 'xml'] as const;

interface Props {
  readonly invoice: Invoice;
  readonly onClose: () => void;
}

export function DownloadDialog({ invoice, onClose }: Props): ReactElement {
  const footer = <ActionButton spot="download-cancel" label={t('keep.cancel')} onClick={onClose} />;
  return (
    <Dialog v2 visible size="small" title={t('download.heading')} footer={footer} onClose={onClose}>
      <div id={hook('download-dialog')}>
        <p>{t('download.text', { number: invoice.InvoiceNo })}</p>
        <p className="actions">
          {FORMATS.map((format) => (
            <a
              key={format} download {...spm(`download-${format}`)}
              href={`/invoice/file?${new URLSearchParams({ id: invoice.Id, format })}`}
            >
              {format.toUpperCase()}
            </a>
          ))}
        </p>
      </div>
    </Dialog>
  );
}
