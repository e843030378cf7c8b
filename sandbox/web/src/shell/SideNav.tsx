/** The navigation of the product at the left. */

import React, { type ReactElement } from 'react';

import { SpmLink } from '../parts/SpmLink';
import type { Route } from '../routes';
import { t } from '../words';

const ENTRIES = [
  { to: 'home', word: 'nav.home', routes: ['home'] },
  { to: 'issue', word: 'nav.issue', routes: ['issue', 'confirm', 'done'] },
  { to: 'records', word: 'nav.records', routes: ['records', 'detail'] },
  { to: 'title', word: 'nav.title', routes: ['title', 'titleChange'] },
  { to: 'address', word: 'address.heading', routes: ['address'] },
] as const;

export function SideNav({ route }: { readonly route: Route }): ReactElement {
  return (
    <ul className="side">
      <li role="group" aria-label={t('nav.product')}>
        <h2>{t('nav.product')}</h2>
        {ENTRIES.map(({ to, word, routes }) => (
          <SpmLink
            key={to} to={to} spot={`side-${to}`}
            current={(routes as readonly Route[]).includes(route)}
          >
            {t(word)}
          </SpmLink>
        ))}
      </li>
    </ul>
  );
}
