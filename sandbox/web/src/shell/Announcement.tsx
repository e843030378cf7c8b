/** The popup over the page that tells of a new version; closed by its one button. */

import { alert } from '@alicloud/console-base-rc-dialog';
import { useEffect } from 'react';

import { standin } from '../site';
import { t } from '../words';

/** How long after the content the popup comes, in milliseconds. */
const AFTER_MS = 300;

let wasShown = false;

/** Show the announcement once per page load, when its fault is on and the content has loaded. */
export function useAnnouncement(isContentShown: boolean): void {
  useEffect(() => {
    if (!standin.announcement || wasShown || !isContentShown) return undefined;
    const timer = setTimeout(() => {
      wasShown = true;
      void alert({ title: t('announce.title'), content: t('announce.text') }, { ok: t('announce.ok') });
    }, AFTER_MS);
    return () => { clearTimeout(timer); };
  }, [isContentShown]);
}
