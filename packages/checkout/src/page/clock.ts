/** `m:ss`, from an hour on `h:mm:ss`; never below zero. */
export function formatLeft(leftMs: number): string {
  const total = Math.max(0, Math.ceil(leftMs / 1000));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = String(total % 60).padStart(2, '0');
  if (hours === 0) return `${minutes}:${seconds}`;
  return `${hours}:${String(minutes).padStart(2, '0')}:${seconds}`;
}

/** An ISO 8601 duration, for the `datetime` of a `<time>`. */
export function durationOf(leftMs: number): string {
  return `PT${Math.max(0, Math.ceil(leftMs / 1000))}S`;
}

/**
 * Formats an ISO 8601 instant for reading; with its day where that is not the day of `nowMs` (epoch milliseconds). The server
 * does not know the customer's zone and says UTC; in the browser (`zone: null`) it is the customer's own. The zone is named
 * either way: a page is printed, sent to the shop, and read where another one holds. `bare` leaves the customer's own unnamed,
 * where a countdown beside it says the same and there is no room.
 */
export function formatTime(iso: string, locale: string, zone: 'UTC' | null, nowMs: number, bare = false): string {
  const day: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short' };
  const dayOf = (at: Date) => formatIn(at, locale, zone, { ...day, year: 'numeric' });
  const isToday = dayOf(new Date(iso)) === dayOf(new Date(nowMs));
  const options = { ...(isToday ? {} : day), hour: 'numeric', minute: '2-digit' } as const;
  return formatIn(new Date(iso), locale, zone, options, bare && zone === null);
}

export function formatDateTime(iso: string, locale: string, zone: 'UTC' | null): string {
  const options: Intl.DateTimeFormatOptions = {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  };
  return formatIn(new Date(iso), locale, zone, options);
}

function formatIn(
  at: Date,
  locale: string,
  zone: 'UTC' | null,
  options: Intl.DateTimeFormatOptions,
  bare = false,
): string {
  const timeZone = zone ?? undefined;
  return new Intl.DateTimeFormat(locale, { ...options, timeZone, timeZoneName: bare ? undefined : 'short' }).format(at);
}
