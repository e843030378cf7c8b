/** The frame of a page: breadcrumb, heading, and a skeleton until the data is there. */

import React, { type ReactElement, type ReactNode } from 'react';

import type { Loaded } from '../api';
import { t } from '../words';
import { ActionButton } from './ActionButton';
import { useAnnouncement } from '../shell/Announcement';
import { Glyph } from './Glyph';
import { Message } from './library';
import { notBuilt } from './notices';
import { SpmLink } from './SpmLink';

interface Props<T> {
  readonly title: string;
  readonly loaded: Loaded<T>;
  readonly children: (data: T) => ReactNode;
}

function Breadcrumb({ title }: { readonly title: string }): ReactElement {
  return (
    <nav className="crumbs" aria-label="Breadcrumb">
      <ul>
        <li><SpmLink to="home" spot="crumb-product">{t('nav.product')}</SpmLink></li>
        <li>/</li>
        <li><SpmLink to="home" spot="crumb-home">{t('nav.home')}</SpmLink></li>
        <li>/</li>
        <li>{title}</li>
      </ul>
    </nav>
  );
}

function Skeleton(): ReactElement {
  return (
    <div className="skeleton" aria-busy="true">
      {[38, 100, 100, 82, 100, 64].map((width, row) => (
        <span key={row} style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}

function Failed({ onRetry }: { readonly onRetry: () => void }): ReactElement {
  return (
    <div className="failed">
      <Message type="error">{t('page.loadFailed')}</Message>
      <ActionButton label={t('page.retry')} spot="page-retry" onClick={onRetry} />
    </div>
  );
}

export function Page<T>({ title, loaded, children }: Props<T>): ReactElement {
  const { data, hasFailed, reload } = loaded;
  useAnnouncement(data !== undefined);
  if (data === undefined) return hasFailed ? <Failed onRetry={reload} /> : <Skeleton />;
  return (
    <>
      <div className="page-top">
        <Glyph name="menu" />
        <Breadcrumb title={title} />
      </div>
      <div className="page-head">
        <h3>{title}</h3>
        <button type="button" className="ghost" onClick={notBuilt}>
          <Glyph name="help" /> {t('page.help')}
        </button>
      </div>
      {children(data)}
    </>
  );
}
