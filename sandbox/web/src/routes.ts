/** Addresses of the pages and navigation by pushState; no page change loads a document. */

import { useEffect, useState } from 'react';

import { isNew } from './site';

export type Route =
  | 'home' | 'issue' | 'confirm' | 'done' | 'records' | 'detail' | 'title' | 'titleChange' | 'address'
  | 'ticketCreate' | 'tickets' | 'ticket';

/** Path in the new generation, path in the old one. */
const PATHS: Record<Route, readonly [modern: string, legacy: string]> = {
  home: ['/invoice/home/main', '/invoice/index'],
  issue: ['/invoice/home/issue', '/invoice/list/aliyun/request'],
  confirm: ['/invoice/home/issue/confirm', '/invoice/list/aliyun/request/confirm'],
  done: ['/invoice/home/issue/done', '/invoice/list/aliyun/request/done'],
  records: ['/invoice/home/records', '/invoice/list/aliyun'],
  detail: ['/invoice/home/detail', '/invoice/home/detail'],
  title: ['/invoice/home/title', '/invoice/home/title'],
  titleChange: ['/invoice/home/title/modify', '/invoice/home/title/modify'],
  address: ['/invoice/home/address', '/invoice/home/address'],
  ticketCreate: ['/service/create-ticket', '/ticket/createIndex'],
  tickets: ['/service/list', '/ticket/list'],
  ticket: ['/service/chat', '/ticket/detail'],
};

const CHANGED = 'standin:route';

/** Return the address of a page in the generation that is shown. */
export function pathOf(route: Route): string {
  return PATHS[route][isNew ? 0 : 1];
}

function routeOf(pathname: string): Route {
  const path = pathname.replace(/\/+$/, '');
  const found = (Object.keys(PATHS) as Route[]).find((route) => PATHS[route].includes(path));
  return found ?? 'home';
}

/** Show a page; `query` is kept in the address. */
export function go(route: Route, query: Record<string, string> = {}): void {
  const search = new URLSearchParams(query).toString();
  window.history.pushState(null, '', pathOf(route) + (search && `?${search}`));
  window.dispatchEvent(new Event(CHANGED));
}

/** Put the address that this generation uses for a page in place of the one asked for. */
function settle(): Route {
  const route = routeOf(window.location.pathname);
  if (window.location.pathname !== pathOf(route)) {
    window.history.replaceState(null, '', pathOf(route) + window.location.search);
  }
  return route;
}

/** Return the page to show, and a number that grows when a link leads there anew; follow the browser's history. */
export function useRoute(): readonly [route: Route, visit: number] {
  const [shown, setShown] = useState<readonly [Route, number]>(() => [settle(), 0]);
  useEffect(() => {
    const follow = () => setShown(([, visit]) => [settle(), visit]);
    const visitAnew = () => setShown(([, visit]) => [settle(), visit + 1]);
    window.addEventListener('popstate', follow);
    window.addEventListener(CHANGED, visitAnew);
    return () => {
      window.removeEventListener('popstate', follow);
      window.removeEventListener(CHANGED, visitAnew);
    };
  }, []);
  return shown;
}
