/** The product panel: closed at first, yet part of the accessibility tree. */

import React, { type ReactElement } from 'react';

import { Glyph } from '../parts/Glyph';
import { notBuilt } from '../parts/notices';
import { panelNames, t } from '../words';

interface Props {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

function CloseButton({ onClose }: { readonly onClose: () => void }): ReactElement {
  return (
    <button type="button" className="panel-close" aria-label={t('shell.closePanel')} onClick={onClose}>
      <span className="shape glyph-close" />
    </button>
  );
}

export function ProductPanel({ isOpen, onClose }: Props): ReactElement {
  return (
    <div className={isOpen ? 'panel open' : 'panel'} role="group" aria-label={t('shell.openPanel')}>
      <div className="panel-tabs" role="group" aria-label={t('shell.products')}>
        <span><Glyph name="folder" /> {t('shell.resources')}</span>
        <span><Glyph name="star" /> {t('shell.favorites')}</span>
        <span><Glyph name="grid" /> {t('shell.products')}</span>
        {panelNames('categories').map((name) => (
          <button type="button" key={name} onClick={notBuilt}>{name}</button>
        ))}
      </div>
      <div className="panel-body" role="group" aria-label={t('shell.resources')}>
        <strong>{t('shell.resources')}</strong>
        <p>{t('shell.recent')}</p>
        {panelNames('recent').map((name) => (
          <a key={name} href="#recent" onClick={(event) => { event.preventDefault(); notBuilt(); }}>
            {name}
          </a>
        ))}
      </div>
      <CloseButton onClose={onClose} />
      <CloseButton onClose={onClose} />
    </div>
  );
}
