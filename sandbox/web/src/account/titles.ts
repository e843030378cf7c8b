/** The titles of the account, and what goes with them. */

import { call } from '../api';
import type { Customer, Summary } from '../model';
import { t } from '../words';

export interface Titles {
  /** The active one first. */
  readonly customers: readonly Customer[];
  readonly realName: string;
  /** Consumption that is not invoiced yet. */
  readonly openFen: number;
}

const STATES = ['title.state.1', 'title.state.2', 'title.state.3', 'title.state.4', 'title.state.5'] as const;
/** States of a title: 申请中, 通过. */
export const IN_REVIEW = 1;
const PASSED = 2;

/** Return the text for the state of a title. */
export function stateOf(customer: Customer): string {
  return customer.IsActive ? t('title.active') : t(STATES[customer.Status - 1]);
}

/** Return the title that has passed its review and waits to be made the active one. */
export function waiting(customers: readonly Customer[]): Customer | undefined {
  return customers.find(({ Status, IsActive }) => Status === PASSED && !IsActive);
}

export async function loadTitles(): Promise<Titles> {
  const [titles, summary] = await Promise.all([
    call<{ Customer: Customer[]; RealName: string }>('QueryInvoicingCustomerList'),
    call<Summary>('GetInvoiceSummary'),
  ]);
  return { customers: titles.Customer, realName: titles.RealName, openFen: summary.InvoiceableFen };
}
