/** What the server says about this page load: generation, language, account and switched-on faults. */

export type Language = 'zh' | 'en';
export type TableName = 'orders' | 'records' | 'titles' | 'addresses' | 'mailboxes' | 'tickets';
export type DriftScope = 'fields' | 'submit' | 'all';

interface StandIn {
  readonly ui: 'old' | 'new';
  readonly locale: 'zh-CN' | 'en';
  readonly account: { readonly name: string; readonly uid: string; readonly user: string };
  readonly apiOrigin: string;
  readonly passportOrigin: string;
  /** The stand-in's time, ISO. */
  readonly now: string;
  /** How long the skeleton stays at least, in milliseconds. */
  readonly pageDelayMs: number;
  /** Shown a moment after the content; with 'list', as soon as a list of offers has been opened. */
  readonly announcement: boolean | 'list';
  readonly drift: {
    readonly text: DriftScope | null;
    readonly class: boolean;
    readonly columns: boolean | 'all';
  };
  readonly doubleRow: boolean | TableName;
  readonly emptyTable: boolean | TableName;
}

declare global {
  interface Window {
    STANDIN: StandIn;
    ALIYUN_CONSOLE_CONFIG: { readonly MAIN_ACCOUNT_PK: string; readonly ACCOUNT_TYPE: string; readonly SEC_TOKEN: string };
  }
}

export const standin: StandIn = window.STANDIN;
export const isNew = standin.ui === 'new';
export const language: Language = standin.locale === 'en' ? 'en' : 'zh';
/** Class prefix of the component library; another one when the class drift is on. */
export const prefix = standin.drift.class ? 'xc-' : 'next-';

/** Return whether a table fault is on for the table of that name. */
export function hits(fault: boolean | string | undefined, table: TableName): boolean {
  return fault === true || fault === table;
}
