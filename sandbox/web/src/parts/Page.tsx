/** The frame of a page: breadcrumb, heading, and a skeleton until the data is there. */

import React, { type ReactElement, type ReactNode } from 'react';

import type { Loaded } from '../api';
import type { Route } from '../routes';
import { t, type WordKey } from '../words';
import { ActionButton } from './ActionButton';
import { useAnnouncement } from '../shell/Announcement';
import { Glyph } from './Glyph';
import { Message } from './library';
import { notBuilt } from './notices';
import { SpmLink } from './SpmLink';

/** Where the breadcrumb begins: the product, and its first page. */
export interface PageHome {
  readonly to: Route;
  readonly product: WordKey;
  readonly page: WordKey;
}

const INVOICE_HOME: PageHome = { to: 'home', product: 'nav.product', page: 'nav.home' };

interface Props<T> {
  readonly title: string;
  readonly home?: PageHome;
  readonly loaded: Loaded<T>;
  readonly children: (data: T) => ReactNode;
}

function Breadcrumb({ title, home }: { readonly title: string; readonly home: PageHome }): ReactElement {
  return (
    <nav className="crumbs" aria-label="Breadcrumb">
      <ul>
        <li><SpmLink to={home.to} spot="crumb-product">{t(home.product)}</SpmLink></li>
        <li>/</li>
        <li><SpmLink to={home.to} spot="crumb-home">{t(home.page)}</SpmLink></li>
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

export function Page<T>({ title, home = INVOICE_HOME, loaded, children }: Props<T>): ReactElement {
  const { data, hasFailed, reload } = loaded;
  useAnnouncement(data !== undefined);
  if (data === undefined) return hasFailed ? <Failed onRetry={reload} /> : <Skeleton />;
  return (
    <>
      <div className="page-top">
        <Glyph name="menu" />
        <Breadcrumb title={title} home={home} />
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
