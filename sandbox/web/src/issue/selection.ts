/** Ticked orders, kept over the pages of the table. */

import type { Order } from '../model';

export type Ticked = ReadonlyMap<string, Order>;

/** Return the lines that the table shows as ticked: orders and the lines that go with them. */
export function tickedKeys(ticked: Ticked): string[] {
  return [...ticked.values()].flatMap((order) => [order.Id, ...(order.Children ?? []).map((line) => line.Id)]);
}

/** Return the ticked orders after the table reported its keys; lines of orders are not orders. */
export function retick(ticked: Ticked, shown: readonly Order[], keys: readonly string[]): Ticked {
  const known = new Map([...ticked, ...shown.map((order) => [order.Id, order] as const)]);
  const kept = [...new Set(keys)].flatMap((key) => known.get(key) ?? []);
  return new Map(kept.map((order) => [order.Id, order]));
}

/** Return the sum of ticked orders and of their negative lines, in fen. */
export function tickedFen(ticked: Ticked): number {
  const lines = [...ticked.values()].flatMap((order) => [order, ...(order.Children ?? [])]);
  return lines.reduce((sum, line) => sum + line.CanInvoiceAmount, 0);
}
