/**
 * Writes packages/server/src/store/schema.sql: what the migrations make of an empty database, for reading and for review.
 * `--check` writes nothing and exits with 1 when that file is out of date.
 */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool } from '../packages/server/src/store/database.ts';
import { describeSchema } from '../packages/server/src/store/describe-schema.ts';
import { startEmbeddedPostgres } from '../packages/server/src/store/embedded/start.ts';
import { migrate } from '../packages/server/src/store/migrate.ts';

const FILE = new URL('../packages/server/src/store/schema.sql', import.meta.url);

const described = await describeFresh();
const committed = await readFile(FILE, 'utf8').catch(() => '');
if (!process.argv.includes('--check')) await writeFile(FILE, described);
else if (described !== committed) {
  console.error('store/schema.sql does not describe what the migrations make. Run: node scripts/dump-schema.ts');
  process.exitCode = 1;
}

async function describeFresh(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'opentill-schema-'));
  await chmod(parent, 0o711);
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  const postgres = await startEmbeddedPostgres({ dataDir: join(parent, 'data'), log: silent });
  const pool = createPool({ connectionString: postgres.connectionString, max: 1 });
  try {
    await migrate(pool);
    return await describeSchema(pool);
  } finally {
    await pool.end();
    await postgres.stop();
    await rm(parent, { recursive: true, force: true });
  }
}
