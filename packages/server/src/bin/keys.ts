import { systemRuntime } from '../compose/system-runtime.ts';
import type { Config } from '../config/config.ts';
import { fromPublicId, toPublicId } from '../core/identity/public-id.ts';
import { createApiKey } from '../operations/create-api-key.ts';
import { type ApiKeyLimits, listApiKeys, revokeApiKey } from '../store/api-keys.ts';
import { readArguments, readLivemode } from './arguments.ts';
import { chooseOrganization } from './choose-organization.ts';
import type { Command } from './command.ts';
import { withDatabase } from './database-session.ts';
import { readDurationMs } from './duration.ts';
import { readKeyLimits } from './key-limits.ts';
import { columnsThatTell } from './key-table.ts';
import { timeCell } from './moment.ts';
import { printResult, printRows, remark } from './print.ts';
import { ExpectedError, UsageError } from './usage.ts';

export const createKey: Command = {
  help: `opentill keys create: make an API key

  --organization ID   whose key (may be left out while there is only one)
  --mode test|live    test keys see only test networks, live keys only main ones   [test]
  --name TEXT         what it is for                                               [API key]
  --scopes LIST       what it may do, such as sessions:read,sessions:write         [everything]
  --publishable       a key for web pages: reads the public view of one session and nothing else
  --allow-ip NETWORK  from where it may be used: 203.0.113.0/24, 203.0.113.7; several, one by one   [anywhere]
  --expires TIME      how long it lives: 90d, 24h                                  [until it is revoked]
  --json              print JSON

The key is shown once and kept nowhere: the books hold its hash. It is all that goes to standard output, so that
KEY=$(opentill keys create) holds it. docs/keys.md lists the scopes.

Example
  opentill keys create --name "Web shop" --scopes sessions:read,sessions:write --expires 90d`,
  async run(args) {
    const { values } = readArguments(args, {
      organization: { type: 'string' },
      mode: { type: 'string', default: 'test' },
      name: { type: 'string', default: 'API key' },
      scopes: { type: 'string' },
      publishable: { type: 'boolean', default: false },
      'allow-ip': { type: 'string', multiple: true },
      expires: { type: 'string' },
      json: { type: 'boolean', default: false },
    });
    const livemode = readLivemode(values.mode);
    const limits = readKeyLimits(values);
    const lifetimeMs = values.expires === undefined ? null : readDurationMs('expires', values.expires);
    if (lifetimeMs === 0) throw new UsageError('--expires is more than nothing.');
    return withDatabase(async ({ config, store }) => {
      if (livemode) await refuseInDevelopment(config);
      const organizationId = await chooseOrganization(store, values.organization);
      // One moment for both: a key of 90 days lives exactly so long.
      const at = systemRuntime.now();
      const expiresAt = lifetimeMs === null ? null : at + lifetimeMs;
      const input = { organizationId, livemode, name: values.name, ...limits, expiresAt };
      const key = await createApiKey(store, { ...systemRuntime, now: () => at }, input);
      const id = toPublicId('apiKey', key.id);
      const made = { id, mode: values.mode, ...limitCells(limits), name: values.name, key: key.text };
      printResult({ ...made, expiresAt: timeCell(expiresAt, true) }, values.json, key.text);
      remark(`This is shown once. To end it: opentill keys revoke ${id}`);
      return 0;
    });
  },
};

/** It would keep `npm start` from its own database (compose/live-database.ts). */
async function refuseInDevelopment({ databaseUrl, dataDir }: Config): Promise<void> {
  if (databaseUrl !== null) return;
  const { readDevnetNetwork } = await import('../dev/devnet-network.ts');
  if ((await readDevnetNetwork(dataDir)) === undefined) return;
  throw new ExpectedError(
    'This data directory is the development server’s, which does not start beside a live key. ' +
      'Give live mode an OPENTILL_DATA_DIR or a DATABASE_URL of its own: docs/going-live.md.',
  );
}

const limitCells = ({ kind, scopes, allowedIps }: ApiKeyLimits) => ({
  kind,
  scopes: kind === 'publishable' ? 'public' : (scopes?.join(',') ?? 'all'),
  allowedIps: allowedIps?.join(',') ?? 'all',
});

export const listKeys: Command = {
  help: `opentill keys list: show the API keys

  --json   print JSON

The table leaves out what is so of every key: anywhere, no end, no successor, one organization; --json has all.
With what each may do, from where, its last use and its end. A key's text cannot be shown again; its last four
characters tell it apart. The successor is the key that a rotation put in its place.

Example
  opentill keys list`,
  async run(args) {
    const { values } = readArguments(args, { json: { type: 'boolean', default: false } });
    return withDatabase(async ({ store }) => {
      const rows = (await listApiKeys(store)).map((key) => ({
        id: toPublicId('apiKey', key.id),
        organization: key.organizationName,
        mode: key.livemode ? 'live' : 'test',
        ...limitCells(key),
        name: key.name,
        ending: key.ending,
        createdAt: timeCell(key.createdAt, values.json),
        lastUsedAt: timeCell(key.lastUsedAt, values.json),
        expiresAt: timeCell(key.expiresAt, values.json),
        successor: key.successorId === null ? null : toPublicId('apiKey', key.successorId),
        revokedAt: timeCell(key.revokedAt, values.json),
      }));
      const shown = values.json ? rows : columnsThatTell(rows);
      printRows(shown, values.json, 'There are no keys yet: opentill keys create makes one.');
      return 0;
    });
  },
};

export const revokeKey: Command = {
  help: `opentill keys revoke KEY_ID: end an API key

  --json   print JSON

It is refused from the next request on, in every process. This cannot be undone.

Example
  opentill keys revoke key_0351…`,
  async run(args) {
    const { values, positional } = readArguments(
      args,
      { json: { type: 'boolean', default: false } },
      { positionals: 1 },
    );
    const id = fromPublicId('apiKey', positional ?? '');
    if (id === undefined) throw new UsageError('Give the key’s id (key_…), as opentill keys list shows it.');
    return withDatabase(async ({ store }) => {
      const now = systemRuntime.now();
      if (!(await revokeApiKey(store, id, now)))
        throw new ExpectedError('There is no such key, or it was revoked before.');
      printResult({ id: toPublicId('apiKey', id), revokedAt: timeCell(now, true) }, values.json, 'Revoked.');
      return 0;
    });
  },
};
