import pg from 'pg';
import { SUPERUSER } from './cluster.ts';

/** libpq's limit for a socket's path on Linux, without the closing zero byte. */
export const SOCKET_PATH_LIMIT_BYTES = 107;
const SOCKET_NAME = '.s.PGSQL.5432';

export function fitsSocketLimit(directory: string): boolean {
  return Buffer.byteLength(`${directory}/${SOCKET_NAME}`) <= SOCKET_PATH_LIMIT_BYTES;
}

/** A URL that both `pg` and libpq's programs take. It holds the password: never log it. */
export function socketUrl(socketDirectory: string, password: string, database: string): string {
  return `postgresql://${SUPERUSER}:${encodeURIComponent(password)}@/${database}?host=${encodeURIComponent(socketDirectory)}`;
}

/** What the database answers when asked whether it is there. */
export type Answer = 'ready' | 'silent' | Error;

/** One connection, one question, closed again. `silent`: nobody listens, or it is still coming up or going down. */
export async function ask(url: string): Promise<Answer> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return 'ready';
  } catch (error) {
    return isSilence(error) ? 'silent' : (error as Error);
  } finally {
    await client.end().catch(() => {});
  }
}

const CANNOT_CONNECT_NOW = '57P03';
const SILENCE = new Set([CANNOT_CONNECT_NOW, '57P01', '57P02', 'ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

function isSilence(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return SILENCE.has(code ?? '') || /timeout|terminated unexpectedly/i.test(message ?? '');
}
