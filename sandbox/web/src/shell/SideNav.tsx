/** The navigation of the product at the left. */

import React, { type ReactElement } from 'react';

import { SpmLink } from '../parts/SpmLink';
import type { Route } from '../routes';
import { t } from '../words';

const INVOICES = [
  { to: 'home', word: 'nav.home', routes: ['home'] },
  { to: 'issue', word: 'nav.issue', routes: ['issue', 'confirm', 'done'] },
  { to: 'records', word: 'nav.records', routes: ['records', 'detail'] },
  { to: 'title', word: 'nav.title', routes: ['title', 'titleChange'] },
  { to: 'address', word: 'address.heading', routes: ['address'] },
] as const;
const TICKETS = [
  { to: 'ticketCreate', word: 'ticket.heading', routes: ['ticketCreate'] },
  { to: 'tickets', word: 'tickets.heading', routes: ['tickets', 'ticket'] },
] as const;

export function SideNav({ route }: { readonly route: Route }): ReactElement {
  const isTicket = TICKETS.some(({ routes }) => (routes as readonly Route[]).includes(route));
  const product = t(isTicket ? 'shell.tickets' : 'nav.product');
  return (
    <ul className="side">
      <li role="group" aria-label={product}>
        <h2>{product}</h2>
        {(isTicket ? TICKETS : INVOICES).map(({ to, word, routes }) => (
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
