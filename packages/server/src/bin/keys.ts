import { systemRuntime } from '../compose/system-runtime.ts';
import { fromPublicId, toPublicId } from '../core/identity/public-id.ts';
import { createApiKey } from '../operations/set-up-organization.ts';
import { listApiKeys, revokeApiKey } from '../store/api-keys.ts';
import { readArguments, readLivemode } from './arguments.ts';
import { chooseOrganization } from './choose-organization.ts';
import type { Command } from './command.ts';
import { withDatabase } from './database-session.ts';
import { timeCell } from './moment.ts';
import { printResult, printRows, remark } from './print.ts';
import { ExpectedError, UsageError } from './usage.ts';

export const createKey: Command = {
  help: `opentill keys create: make an API key

  --organization ID   whose key (may be left out while there is only one)
  --mode test|live    test keys see only test networks, live keys only main ones   [test]
  --name TEXT         what it is for                                               [API key]
  --json              print JSON

The key is shown once and kept nowhere: the books hold its hash. It is all that goes to standard output, so that
KEY=$(opentill keys create) holds it.

Example
  opentill keys create --mode live --name "Web shop"`,
  async run(args) {
    const { values } = readArguments(args, {
      organization: { type: 'string' },
      mode: { type: 'string', default: 'test' },
      name: { type: 'string', default: 'API key' },
      json: { type: 'boolean', default: false },
    });
    const livemode = readLivemode(values.mode);
    return withDatabase(async ({ store }) => {
      const organizationId = await chooseOrganization(store, values.organization);
      const key = await createApiKey(store, systemRuntime, { organizationId, livemode, name: values.name });
      const id = toPublicId('apiKey', key.id);
      printResult({ id, mode: values.mode, name: values.name, key: key.text }, values.json, key.text);
      remark(`This is shown once. To end it: opentill keys revoke ${id}`);
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
    const { values } = readArguments(args, { json: { type: 'boolean', default: false } });
    return withDatabase(async ({ store }) => {
      const rows = (await listApiKeys(store)).map((key) => ({
        id: toPublicId('apiKey', key.id),
        organization: key.organizationName,
        mode: key.livemode ? 'live' : 'test',
        name: key.name,
        ending: key.ending,
        createdAt: timeCell(key.createdAt, values.json),
        lastUsedAt: timeCell(key.lastUsedAt, values.json),
        revokedAt: timeCell(key.revokedAt, values.json),
      }));
      printRows(rows, values.json, 'There are no keys yet: opentill keys create makes one.');
      return 0;
    });
  },
};

export const revokeKey: Command = {
  help: `opentill keys revoke KEY_ID: end an API key

  --json   print JSON

It is refused from the next request on, in every process. This cannot be undone.

Example
  opentill keys revoke key_01JQ…`,
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
