import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const execute = promisify(execFile);
const SCRIPT = join(import.meta.dirname, '../reference.sql');
/** Where Debian's postgresql-contrib puts it. */
const DEBIAN = [18, 17, 16, 15].map((major) => `/usr/lib/postgresql/${major}/bin`);

/** The path of PostgreSQL's own load generator; undefined where there is none. */
export function findPgbench(path = process.env['PATH'] ?? ''): string | undefined {
  return [...path.split(delimiter), ...DEBIAN]
    .map((directory) => join(directory, 'pgbench'))
    .find((candidate) => existsSync(candidate));
}

export interface PgbenchRun {
  readonly pgbench: string;
  readonly url: string;
  readonly clients: number;
  readonly seconds: number;
}

/** Transactions a second of reference.sql, connections made beforehand left out. */
export async function runPgbench({ pgbench, url, clients, seconds }: PgbenchRun): Promise<number> {
  const threads = Math.min(clients, 2);
  const options = ['-n', '-M', 'prepared', '-c', clients, '-j', threads, '-T', seconds, '-f', SCRIPT].map(String);
  const { stdout } = await execute(pgbench, options, { env: { ...process.env, ...libpqEnvironment(url) } });
  const rate = /^tps = ([\d.]+) \(without initial connection time\)/m.exec(stdout);
  if (!rate) throw new Error(`pgbench said nothing of its rate: ${stdout}`);
  return Number(rate[1]);
}

/** Not as an argument: a password there is everyone's to read. */
function libpqEnvironment(url: string): Record<string, string> {
  const { user = '', password = '', host, database = '' } = new pg.Client({ connectionString: url });
  return { PGUSER: user, PGPASSWORD: password ?? '', PGHOST: host, PGDATABASE: database };
}
