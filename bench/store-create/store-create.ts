import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createGroupCommit } from '../../packages/server/src/store/group-commit.ts';
import { insertSessions } from '../../packages/server/src/store/insert-sessions.ts';
import type { NewSession } from '../../packages/server/src/store/new-session.ts';
import { alternate } from '../alternate.ts';
import { openDurableDatabase } from '../durable-database.ts';
import type { Measure, Setting } from '../measure.ts';
import { atLeast, type Line, ratio } from '../result.ts';
import { findPgbench, runPgbench } from './pgbench.ts';
import { realisticRows } from './realistic-row.ts';

const SECONDS = 3;
const AT_ONCE = [
  { clients: 1, aim: atLeast(0.6) },
  { clients: 64, aim: atLeast(1) },
];

/** The store's create, without HTTP, against PostgreSQL's own load generator on the same database. */
export const storeCreate: Measure = { name: 'store-create', run };

async function run(setting: Setting): Promise<readonly Line[]> {
  const pgbench = findPgbench();
  if (!pgbench) return [{ name: 'store-create', skipped: 'no pgbench here: apt-get install postgresql-contrib' }];
  const database = await openDurableDatabase(setting);
  await database.pool.query(await readFile(join(import.meta.dirname, 'reference-tables.sql'), 'utf8'));
  const nextRow = await realisticRows(database, setting);
  const insert = createGroupCommit(async (rows: readonly NewSession[]) => {
    const written = await insertSessions(database.pool, rows);
    return (row: NewSession) => written.has(row.session.id);
  });
  // Each side starts with all pages clean, so that neither pays for what the other wrote.
  const checkpoint = () => database.pool.query('CHECKPOINT');

  const lines: Line[] = [];
  for (const { clients, aim } of AT_ONCE) {
    const ours = async () => {
      await checkpoint();
      return createForAWhile(clients, async () => insert(nextRow()));
    };
    const reference = async () => {
      await checkpoint();
      return runPgbench({ pgbench, url: database.url, clients, seconds: SECONDS });
    };
    await createForAWhile(clients, async () => insert(nextRow()), 1);
    const pairs = await alternate(setting.rounds, ours, reference);
    setting.say(pairs.map((pair) => `${pair.ours.toFixed(0)}:${pair.reference.toFixed(0)}`).join('  '));
    lines.push(ratio({ name: `store-create, ${clients} at once`, aim, pairs, unit: 'creates/s' }));
  }
  return lines;
}

/** Creates a second, `clients` of them waiting at any moment. */
async function createForAWhile(clients: number, create: () => Promise<boolean>, seconds = SECONDS): Promise<number> {
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  let created = 0;
  const client = async () => {
    while (performance.now() < endsAt) if (await create()) created++;
  };
  await Promise.all(Array.from({ length: clients }, client));
  return (created * 1000) / (performance.now() - startedAt);
}
