/** The pages by route. */

import React, { type ReactElement } from 'react';

import { DetailPage } from './records/DetailPage';
import { RecordsPage } from './records/RecordsPage';
import { ConfirmPage } from './issue/ConfirmPage';
import { DonePage } from './issue/DonePage';
import { AddressPage } from './account/AddressPage';
import { HomePage } from './account/HomePage';
import { IssuePage } from './issue/IssuePage';
import { TitleChangePage } from './account/TitleChangePage';
import { TitlePage } from './account/TitlePage';
import { type Route, useRoute } from './routes';
import { Shell } from './shell/Shell';
import { TicketCreatePage } from './ticket/TicketCreatePage';
import { TicketPage } from './ticket/TicketPage';
import { TicketsPage } from './ticket/TicketsPage';

const PAGES: Record<Route, () => ReactElement> = {
  home: HomePage,
  issue: IssuePage,
  confirm: ConfirmPage,
  done: DonePage,
  records: RecordsPage,
  detail: DetailPage,
  title: TitlePage,
  titleChange: TitleChangePage,
  address: AddressPage,
  ticketCreate: TicketCreatePage,
  tickets: TicketsPage,
  ticket: TicketPage,
};

export function App(): ReactElement {
  const [route, visit] = useRoute();
  const CurrentPage = PAGES[route];
  return (
    <Shell route={route}>
      <CurrentPage key={`${route}-${visit}`} />
    </Shell>
  );
}
