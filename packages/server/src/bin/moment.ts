import type { Instant } from '../core/time.ts';

/** For a program all of it; for a person to the minute, in UTC. Null for what has not happened. */
export function timeCell(instant: Instant | null, json: boolean): string | null {
  if (instant === null) return null;
  const text = new Date(instant).toISOString();
  return json ? text : `${text.slice(0, 16).replace('T', ' ')}Z`;
}
