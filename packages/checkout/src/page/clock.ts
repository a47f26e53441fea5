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
 * does not know the customer's zone: it says UTC and adds the word; in the browser (`zone: null`) the customer's own zone
 * is used.
 */
export function formatTime(iso: string, locale: string, zone: 'UTC' | null, nowMs: number): string {
  const day: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short' };
  const dayOf = (at: Date) => formatIn(at, locale, zone, { ...day, year: 'numeric' });
  const isToday = dayOf(new Date(iso)) === dayOf(new Date(nowMs));
  return formatIn(new Date(iso), locale, zone, { ...(isToday ? {} : day), hour: 'numeric', minute: '2-digit' });
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

function formatIn(at: Date, locale: string, zone: 'UTC' | null, options: Intl.DateTimeFormatOptions): string {
  const zoned: Intl.DateTimeFormatOptions = zone ? { ...options, timeZone: zone, timeZoneName: 'short' } : options;
  return new Intl.DateTimeFormat(locale, zoned).format(at);
}
