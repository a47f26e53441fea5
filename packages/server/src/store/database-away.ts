import { DatabaseBusyError } from './guarded-pool.ts';

const AWAY = new Set([
  // admin_shutdown, crash_shutdown, cannot_connect_now, too_many_connections
  '57P01',
  '57P02',
  '57P03',
  '53300',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
]);

/** Whether it was the connection to the database that failed, and not what was asked through it. */
export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof DatabaseBusyError) return true;
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return AWAY.has(String(code)) || /^Connection terminated/.test(String(message));
}
