import { systemRuntime } from '../compose/system-runtime.ts';
import { fromPublicId, toPublicId } from '../core/identity/public-id.ts';
import { type RotationResult, rotateApiKey } from '../operations/rotate-api-key.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { withDatabase } from './database-session.ts';
import { readDurationMs } from './duration.ts';
import { timeCell } from './moment.ts';
import { printResult, remark } from './print.ts';
import { ExpectedError, UsageError } from './usage.ts';

const WHY_NOT: Readonly<Record<Exclude<RotationResult['outcome'], 'rotated'>, string>> = {
  not_found: 'There is no such living key: opentill keys list shows them.',
  expired: 'The key has expired: opentill keys create makes a new one.',
  rotated_before: 'The key was rotated before: opentill keys list names its successor.',
};

export const rotateKey: Command = {
  help: `opentill keys rotate KEY_ID: put a new API key in the place of an old one

  --overlap TIME   how long the old key still works: 24h, 30m, 0   [24h]
  --expires TIME   when the new key ends: 90d                      [never]
  --json           print JSON

The new key may do the same, from the same networks. It is shown once, and is all that goes to standard output.
When the overlap is over the old key is refused, in every process; opentill keys revoke ends it sooner.

Example
  opentill keys rotate key_0351… --overlap 24h`,
  async run(args) {
    const { values, positional } = readArguments(
      args,
      {
        overlap: { type: 'string', default: '24h' },
        expires: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
      { positionals: 1 },
    );
    const oldId = fromPublicId('apiKey', positional ?? '');
    if (oldId === undefined) throw new UsageError('Give the key’s id (key_…), as opentill keys list shows it.');
    const overlapMs = readDurationMs('overlap', values.overlap);
    const lifetimeMs = values.expires === undefined ? null : readDurationMs('expires', values.expires);
    return withDatabase(async ({ store }) => {
      const rotated = await rotateApiKey(store, systemRuntime, oldId, { overlapMs, lifetimeMs });
      if (rotated.outcome !== 'rotated') throw new ExpectedError(WHY_NOT[rotated.outcome]);
      const id = toPublicId('apiKey', rotated.id);
      const oldExpiresAt = timeCell(rotated.oldExpiresAt, true);
      printResult({ id, key: rotated.text, replaces: positional, oldExpiresAt }, values.json, rotated.text);
      remark(`This is shown once. The old key works until ${timeCell(rotated.oldExpiresAt, false)}.`);
      return 0;
    });
  },
};
