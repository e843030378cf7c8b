/** Times as the page shows them: Shanghai wall clock. */

const SHANGHAI = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** Return an ISO time as `2026-10-05 09:30:00`; empty for none. */
export function shortTime(iso: string | null | undefined): string {
  if (!iso) return '';
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : SHANGHAI.format(time);
}
