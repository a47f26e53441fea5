import { parseArgs } from 'node:util';
import { systemRuntime } from '../compose/system-runtime.ts';
import { fromPublicId, toPublicId } from '../core/identity/public-id.ts';
import { createApiKey } from '../operations/set-up-organization.ts';
import { listApiKeys, revokeApiKey } from '../store/api-keys.ts';
import type { Command } from './commands.ts';
import { withDatabase } from './database-session.ts';
import { chooseOrganization } from './organizations.ts';
import { printResult, printRows } from './print.ts';
import { ExpectedError, UsageError } from './usage.ts';

export const createKey: Command = {
  help: `opentill keys create: make an API key

  --organization ID   whose key (may be left out while there is only one)
  --mode test|live    test keys see only test networks, live keys only main ones   [test]
  --name TEXT         what it is for                                               [API key]
  --json              print JSON

The key is shown once and kept nowhere: the books hold its hash.

Example
  opentill keys create --mode live --name "Web shop"`,
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        organization: { type: 'string' },
        mode: { type: 'string', default: 'test' },
        name: { type: 'string', default: 'API key' },
        json: { type: 'boolean', default: false },
      },
    });
    if (values.mode !== 'test' && values.mode !== 'live') throw new UsageError('--mode is test or live.');
    const livemode = values.mode === 'live';
    return withDatabase(async ({ store }) => {
      const organizationId = await chooseOrganization(store, values.organization);
      const key = await createApiKey(store, systemRuntime, { organizationId, livemode, name: values.name });
      const id = toPublicId('apiKey', key.id);
      printResult(
        { id, key: key.text },
        values.json,
        `${key.text}\n\nThis is shown once. To revoke it: opentill keys revoke ${id}`,
      );
      return 0;
    });
  },
};

export const listKeys: Command = {
  help: `opentill keys list: show the API keys

  --json   print JSON

A key's text cannot be shown again; its last four characters tell it apart.

Example
  opentill keys list`,
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean', default: false } } });
    return withDatabase(async ({ store }) => {
      const rows = (await listApiKeys(store)).map((key) => ({
        id: toPublicId('apiKey', key.id),
        organization: key.organizationName,
        mode: key.livemode ? 'live' : 'test',
        name: key.name,
        key: `…${key.ending}`,
        created: date(key.createdAt),
        lastUsed: key.lastUsedAt === null ? 'never' : date(key.lastUsedAt),
        state: key.revokedAt === null ? 'active' : 'revoked',
      }));
      printRows(rows, values.json, 'There are no keys yet: opentill keys create makes one.');
      return 0;
    });
  },
};

export const revokeKey: Command = {
  help: `opentill keys revoke KEY_ID: end an API key

It is refused from the next request on, in every process. This cannot be undone.

Example
  opentill keys revoke key_01JQ…`,
  async run(args) {
    const { positionals } = parseArgs({ args: [...args], options: {}, allowPositionals: true });
    const id = fromPublicId('apiKey', positionals[0] ?? '');
    if (id === undefined) throw new UsageError('Give the key’s id (key_…), as opentill keys list shows it.');
    return withDatabase(async ({ store }) => {
      if (!(await revokeApiKey(store, id, systemRuntime.now())))
        throw new ExpectedError('There is no such active key.');
      process.stdout.write('Revoked.\n');
      return 0;
    });
  },
};

const date = (instant: number) => new Date(instant).toISOString().slice(0, 16).replace('T', ' ');
