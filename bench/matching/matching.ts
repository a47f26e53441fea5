import type { Hex } from '../../packages/server/src/core/hex.ts';
import { findOwners } from '../../packages/server/src/store/addresses.ts';
import { alternate } from '../alternate.ts';
import { openDatabaseBeside } from '../database-beside.ts';
import { type DurableDatabase, openDurableDatabase } from '../durable-database.ts';
import type { Measure, Setting } from '../measure.ts';
import { atMost, type Line, ratio } from '../result.ts';
import { issueAddresses, recipientsOfBatch } from './issued-addresses.ts';

const FEW = 1_000;
const MANY = 1_000_000;
const BATCHES = 100;
const RECIPIENTS = { ours: 5, strangers: 995 };

/** What it costs to find whose a batch's recipients are, by how many addresses were ever issued. */
export const matching: Measure = { name: 'matching', run };

async function run(setting: Setting): Promise<readonly Line[]> {
  const few = await openDurableDatabase(setting);
  const many = await openDatabaseBeside(few, 'many', setting);
  setting.say(`issuing ${FEW} and ${MANY} addresses`);
  await issueAddresses(few, FEW);
  await issueAddresses(many, MANY);
  await msPerBatch(many, MANY);
  await msPerBatch(few, FEW);

  const pairs = await alternate(
    setting.rounds,
    () => msPerBatch(many, MANY),
    () => msPerBatch(few, FEW),
  );
  return [ratio({ name: 'matching, 10⁶ to 10³ addresses', aim: atMost(1.3), pairs, unit: 'ms a batch' })];
}

/** Every batch has other recipients: none finds its pages of the index warmed by the one before. */
async function msPerBatch({ store }: DurableDatabase, issued: number): Promise<number> {
  const batches: Hex[][] = Array.from({ length: BATCHES }, () => recipientsOfBatch(issued, RECIPIENTS));
  const startedAt = performance.now();
  for (const recipients of batches) {
    const owners = await findOwners(store, recipients);
    if (owners.size !== new Set(recipients.slice(0, RECIPIENTS.ours)).size) throw new Error('an owner was not found');
  }
  return (performance.now() - startedAt) / BATCHES;
}
