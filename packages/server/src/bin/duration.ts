import { UsageError } from './usage.ts';

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * `90d`, `24h`, `30m`, `10s` or `0`, in milliseconds, at most ten years.
 * @throws {UsageError} naming the option
 */
export function readDurationMs(option: string, text: string): number {
  const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text === '0' ? '0s' : text) ?? [];
  const ms = Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
  if (count === undefined || ms > 3660 * UNIT_MS.d) {
    throw new UsageError(`--${option} is a duration such as 90d, 24h, 30m or 10s, at most ten years.`);
  }
  return ms;
}
