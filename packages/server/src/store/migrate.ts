import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type pg from 'pg';

/** Any number will do, as long as every server takes the same one. */
const MIGRATION_LOCK = 4_242_001;
const DIRECTORY = new URL('./migrations/', import.meta.url);

interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file, in hex. */
  readonly checksum: string;
}

/** The database holds a migration that this server does not know: a newer one has run here. */
export class UnknownMigrationError extends Error {
  override readonly name = 'UnknownMigrationError';
  readonly remedy =
    'Start the version of Opentill that wrote this database, or a newer one; migrations are not taken back.';

  constructor(migration: string) {
    super(`The database was migrated by a newer Opentill: this one does not know "${migration}".`);
  }
}

/** A migration's file is not what it was when it ran. */
export class ChangedMigrationError extends Error {
  override readonly name = 'ChangedMigrationError';
  readonly remedy = 'Restore the file as it was released; a change of the schema is a new migration.';

  constructor(migration: string) {
    super(`The migration "${migration}" has changed since it ran on this database.`);
  }
}

/**
 * Brings the schema up to date: all pending migrations in one transaction, in order, one server at a time (the lock is the
 * transaction's, so it also works behind a transaction-pooling proxy). Returns the names of those that ran.
 * @throws ChangedMigrationError, UnknownMigrationError
 */
export async function migrate(pool: pg.Pool): Promise<string[]> {
  const known = await readMigrations();
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    // An index on a large table takes as long as it takes, and so may the server that migrates before this one.
    await client.query('SET LOCAL statement_timeout = 0');
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    const pending = unapplied(known, await readApplied(client));
    for (const migration of pending) await apply(client, migration);
    await client.query('COMMIT');
    return pending.map(({ name }) => name);
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

/**
 * Names of the migrations that have not run yet; none means ready.
 * @throws ChangedMigrationError, UnknownMigrationError
 */
export async function pendingMigrations(pool: pg.Pool): Promise<string[]> {
  return unapplied(await readMigrations(), await readApplied(pool)).map(({ name }) => name);
}

async function readMigrations(): Promise<Migration[]> {
  const files = (await readdir(DIRECTORY)).filter((file) => /^\d{4}_\w+\.sql$/.test(file)).sort();
  return Promise.all(
    files.map(async (file) => {
      const sql = await readFile(new URL(file, DIRECTORY), 'utf8');
      return { name: file.replace('.sql', ''), sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function readApplied(queries: pg.Pool | pg.PoolClient): Promise<Map<string, string>> {
  const { rows: found } = await queries.query("SELECT to_regclass('schema_migrations') IS NOT NULL AS exists");
  if (!found[0].exists) return new Map();
  const { rows } = await queries.query<{ name: string; checksum: string }>(
    'SELECT name, checksum FROM schema_migrations ORDER BY name',
  );
  return new Map(rows.map(({ name, checksum }) => [name, checksum]));
}

function unapplied(known: readonly Migration[], applied: ReadonlyMap<string, string>): Migration[] {
  const names = new Set(known.map(({ name }) => name));
  for (const name of applied.keys()) if (!names.has(name)) throw new UnknownMigrationError(name);
  for (const { name, checksum } of known) {
    if (applied.has(name) && applied.get(name) !== checksum) throw new ChangedMigrationError(name);
  }
  return known.filter(({ name }) => !applied.has(name));
}

async function apply(client: pg.PoolClient, { name, sql, checksum }: Migration): Promise<void> {
  await client.query(
    'CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz(3) NOT NULL DEFAULT now())',
  );
  await client.query(sql);
  await client.query('INSERT INTO schema_migrations (name, checksum) VALUES ($1, $2)', [name, checksum]);
}
