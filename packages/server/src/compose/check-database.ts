import pg from 'pg';

const CONNECT_TIMEOUT_MS = 10_000;
/** By `server_version_num`: PostgreSQL 15. */
const OLDEST = 150_000;

/** The operator's PostgreSQL cannot be used; `message` says which variable and why, never the password. */
export class DatabaseUnavailableError extends Error {
  override readonly name = 'DatabaseUnavailableError';
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.remedy = remedy;
  }
}

/**
 * Connects once, so that a wrong address, password or version is told at once and in one line.
 * @throws {DatabaseUnavailableError}
 */
export async function checkDatabase(variable: string, url: string): Promise<void> {
  const client = createClient(variable, url);
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query("SELECT current_setting('server_version_num')::int AS version");
    checkVersion(variable, rows[0].version);
  } catch (error) {
    throw explain(variable, client, error as Error & { code?: string });
  } finally {
    await client.end().catch(() => {});
  }
}

function createClient(variable: string, connectionString: string): pg.Client {
  try {
    return new pg.Client({ connectionString, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  } catch {
    // The cause would carry the URL, and with it the password.
    throw new DatabaseUnavailableError(
      `${variable} is not a PostgreSQL URL.`,
      'It looks like postgres://user:password@host:5432/database; special characters in the password are percent-encoded.',
    );
  }
}

function checkVersion(variable: string, version: number): void {
  if (version >= OLDEST) return;
  throw new DatabaseUnavailableError(
    `The PostgreSQL of ${variable} is version ${Math.floor(version / 10_000)}; Opentill needs 15 or newer.`,
    'Upgrade it, or leave DATABASE_URL out to use the embedded one.',
  );
}

const REFUSALS: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  '28P01': ['refuses the user name or password', 'Check both in the URL.'],
  '28000': ['refuses the connection', 'See its pg_hba.conf: which users may come from where.'],
  '3D000': ['has no such database', 'Create it: createdb, or CREATE DATABASE.'],
  '53300': ['has no connection left', 'Raise its max_connections, or lower OPENTILL_DATABASE_POOL.'],
};

function explain(variable: string, client: pg.Client, cause: Error & { code?: string }): Error {
  if (cause instanceof DatabaseUnavailableError) return cause;
  const where = `The PostgreSQL of ${variable} (${client.host}:${client.port})`;
  const refusal = REFUSALS[cause.code ?? ''];
  if (refusal) return new DatabaseUnavailableError(`${where} ${refusal[0]}.`, refusal[1], { cause });
  const reason = cause.code ?? cause.message;
  return new DatabaseUnavailableError(
    `${where} cannot be reached: ${reason}.`,
    'Is it running, and may this machine connect to it?',
    { cause },
  );
}
