/** The popup over the page that tells of a new version; closed by its one button. */

import { alert } from '@alicloud/console-base-rc-dialog';
import { useEffect } from 'react';

import { standin } from '../site';
import { t } from '../words';

/** How long after the content the popup comes, in milliseconds. */
const AFTER_MS = 300;
const OPEN_LIST = '[role=listbox]';

let wasShown = false;

function show(): void {
  wasShown = true;
  void alert({ title: t('announce.title'), content: t('announce.text') }, { ok: t('announce.ok') });
}

/** Call once a list of offers is on the page; return what stops the wait. */
function onOpenList(act: () => void): () => void {
  const observer = new MutationObserver(() => {
    if (document.querySelector(OPEN_LIST) === null) return;
    observer.disconnect();
    act();
  });
  observer.observe(document.body, { childList: true, subtree: true });
  return () => { observer.disconnect(); };
}

/** Show the announcement once per page load, when its fault is on and the content has loaded. */
export function useAnnouncement(isContentShown: boolean): void {
  useEffect(() => {
    if (!standin.announcement || wasShown || !isContentShown) return undefined;
    if (standin.announcement === 'list') return onOpenList(show);
    const timer = setTimeout(show, AFTER_MS);
    return () => { clearTimeout(timer); };
  }, [isContentShown]);
}
