/** Stable ids and click hooks; renamed only when everything drifts. */

import { standin } from './site';

const renamed = standin.drift.text === 'all';

/** Return the id of a page element, the same in both languages and generations. */
export function hook(id: string): string {
  return renamed ? `n-${[...id].reverse().join('')}` : id;
}

/** Return the attribute that the console's own buttons and links carry for click statistics. */
export function spm(spot: string): { 'data-spm-click': string } {
  return { 'data-spm-click': `gostr=/aliyun;locaid=d${hook(spot)}` };
}
