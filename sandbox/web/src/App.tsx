/** The pages by route. */

import React, { type ReactElement } from 'react';

import { DetailPage } from './records/DetailPage';
import { RecordsPage } from './records/RecordsPage';
import { ConfirmPage } from './issue/ConfirmPage';
import { DonePage } from './issue/DonePage';
import { HomePage } from './account/HomePage';
import { IssuePage } from './issue/IssuePage';
import { TitlePage } from './account/TitlePage';
import { type Route, useRoute } from './routes';
import { Shell } from './shell/Shell';

const PAGES: Record<Route, () => ReactElement> = {
  home: HomePage,
  issue: IssuePage,
  confirm: ConfirmPage,
  done: DonePage,
  records: RecordsPage,
  detail: DetailPage,
  title: TitlePage,
};

export function App(): ReactElement {
  const route = useRoute();
  const CurrentPage = PAGES[route];
  return (
    <Shell route={route}>
      <CurrentPage key={route} />
    </Shell>
  );
}
