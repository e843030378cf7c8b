/** Where the breadcrumb of the ticket pages begins. */

import type { PageHome } from '../parts/Page';

export const TICKET_HOME: PageHome = { to: 'tickets', product: 'shell.tickets', page: 'tickets.heading' };
