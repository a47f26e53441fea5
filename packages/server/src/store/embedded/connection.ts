import pg from 'pg';
import { SUPERUSER } from './cluster.ts';

/** libpq's limit for a socket's path on Linux, without the closing zero byte. */
export const SOCKET_PATH_LIMIT_BYTES = 107;
/** The database of ours in the private server; made when it is first looked for. */
export const DATABASE_NAME = 'opentill';
export const SOCKET_NAME = '.s.PGSQL.5432';

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
export async function ask(url: string, sql = ''): Promise<Answer> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    if (sql) await client.query(sql);
    return 'ready';
  } catch (error) {
    return isSilence(error) ? 'silent' : (error as Error);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Whether our database answers; makes it on the very first time. */
export async function askOurs(socketDirectory: string, password: string): Promise<Answer> {
  const NO_SUCH_DATABASE = '3D000';
  const answer = await ask(socketUrl(socketDirectory, password, DATABASE_NAME));
  if ((answer as { code?: string }).code !== NO_SUCH_DATABASE) return answer;
  return ask(socketUrl(socketDirectory, password, 'postgres'), `CREATE DATABASE ${DATABASE_NAME}`);
}

const SILENCE = new Set([
  // cannot_connect_now, admin_shutdown, crash_shutdown
  '57P03',
  '57P01',
  '57P02',
  'ENOENT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
]);

function isSilence(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return SILENCE.has(code ?? '') || /timeout|terminated unexpectedly/i.test(message ?? '');
}
