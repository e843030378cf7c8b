/** Amounts: integer fen inside, yuan text on the page. */

/** Return fen as the page shows them, like `¥1,234.50` or `-¥12.00`. */
export function yuan(fen: number): string {
  const cents = Math.abs(fen);
  const whole = Math.trunc(cents / 100).toLocaleString('en-US');
  const rest = String(cents % 100).padStart(2, '0');
  return `${fen < 0 ? '-' : ''}¥${whole}.${rest}`;
}

/** Return the fen of a number a person typed in yuan; undefined when it is none. */
export function fenOf(yuanTyped: number | string | undefined): number | undefined {
  if (yuanTyped === undefined || yuanTyped === '') return undefined;
  const fen = Math.round(Number(yuanTyped) * 100);
  return Number.isFinite(fen) ? fen : undefined;
}
