import { systemRuntime } from '../compose/system-runtime.ts';
import { toPublicId } from '../core/identity/public-id.ts';
import { createOrganization } from '../operations/set-up-organization.ts';
import { listOrganizations } from '../store/organizations.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { withDatabase } from './database-session.ts';
import { timeCell } from './moment.ts';
import { printResult, printRows } from './print.ts';
import { UsageError } from './usage.ts';

const LONGEST_NAME = 100;

export const createMerchant: Command = {
  help: `opentill organizations create: add a merchant

  --name TEXT   the name that customers see, 1 to ${LONGEST_NAME} characters
  --json        print JSON

Example
  opentill organizations create --name "My shop"`,
  async run(args) {
    const { values } = readArguments(args, { name: { type: 'string' }, json: { type: 'boolean', default: false } });
    const name = readName(values.name);
    return withDatabase(async ({ store }) => {
      const made = await retriedTransaction(store, (tx) => createOrganization(tx, systemRuntime, { name }));
      const organization = toPublicId('organization', made.organizationId);
      printResult({ organization, site: toPublicId('site', made.siteId), name }, values.json, organization);
      return 0;
    });
  },
};

function readName(text: string | undefined): string {
  const name = (text ?? '').trim();
  // Control characters, direction marks among them, would let a name be shown as another.
  if (name === '' || name.length > LONGEST_NAME || /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(name))
    throw new UsageError(`--name has 1 to ${LONGEST_NAME} characters, on one line.`);
  return name;
}

export const listMerchants: Command = {
  help: `opentill organizations list: show the merchants

  --json   print JSON

Example
  opentill organizations list`,
  async run(args) {
    const { values } = readArguments(args, { json: { type: 'boolean', default: false } });
    return withDatabase(async ({ store }) => {
      const rows = (await listOrganizations(store)).map(({ id, name, createdAt }) => ({
        id: toPublicId('organization', id),
        name,
        createdAt: timeCell(createdAt, values.json),
      }));
      printRows(rows, values.json, 'There are none yet: opentill organizations create --name "My shop" makes one.');
      return 0;
    });
  },
};
