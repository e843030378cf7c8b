/** The frame around every page, in the reading order of the real console's. */

import React, { type ReactElement, type ReactNode, useState } from 'react';

import { Notices } from '../parts/notices';
import type { Route } from '../routes';
import { t } from '../words';
import { ProductPanel } from './ProductPanel';
import { Rail } from './Rail';
import { SideNav } from './SideNav';
import { TopBar } from './TopBar';

interface Props {
  readonly route: Route;
  readonly children: ReactNode;
}

/** The hidden frame in which the console's micro-frontends run their scripts. */
function SandboxFrame(): ReactElement {
  return <iframe className="alfa-frame" src="about:blank" data-id="invoice" width={1} height={1} />;
}

export function Shell({ route, children }: Props): ReactElement {
  const [isPanelOpen, setPanelOpen] = useState(false);
  return (
    <>
      <a className="skip" href="#app">{t('shell.skip')}</a>
      <ProductPanel isOpen={isPanelOpen} onClose={() => setPanelOpen(false)} />
      <TopBar isPanelOpen={isPanelOpen} onOpenPanel={() => setPanelOpen(!isPanelOpen)} />
      <Rail />
      <div className="frame">
        <SideNav route={route} />
        <div className="content">
          <div className="page">{children}</div>
          <footer className="standin-note">{t('shell.standin')}</footer>
        </div>
      </div>
      <Notices />
      <SandboxFrame />
    </>
  );
}
