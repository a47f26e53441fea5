import { parseArgs } from 'node:util';
import { systemRuntime } from '../compose/system-runtime.ts';
import { fromPublicId, toPublicId } from '../core/identity/public-id.ts';
import { parseXpub } from '../networks/evm/address.ts';
import { deriveAddresses } from '../networks/evm/address-derive.ts';
import { toChecksumAddress } from '../networks/evm/uri.ts';
import { createOrganization } from '../operations/set-up-organization.ts';
import type { Store } from '../store/database.ts';
import { listOrganizations } from '../store/organizations.ts';
import { addXpub } from '../store/xpubs.ts';
import type { Command } from './commands.ts';
import { withDatabase } from './database-session.ts';
import { printResult, printRows } from './print.ts';
import { ExpectedError, UsageError } from './usage.ts';

/** The one named, or the only one there is. */
export async function chooseOrganization(store: Store, publicId: string | undefined): Promise<string> {
  const all = await listOrganizations(store);
  if (publicId !== undefined) {
    const id = fromPublicId('organization', publicId);
    if (id === undefined || !all.some((each) => each.id === id))
      throw new ExpectedError(`There is no organization ${publicId}.`);
    return id;
  }
  if (all.length === 1) return all[0]!.id;
  throw new UsageError(
    all.length === 0
      ? 'There is no organization yet: opentill organizations create --name "My shop" makes one.'
      : 'There are several organizations: name one with --organization (opentill organizations list).',
  );
}

export const createMerchant: Command = {
  help: `opentill organizations create: add a merchant

  --name TEXT   the name that customers see
  --json        print JSON

Example
  opentill organizations create --name "My shop"`,
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: { name: { type: 'string' }, json: { type: 'boolean', default: false } },
    });
    const name = values.name?.trim();
    if (!name || name.length > 100) throw new UsageError('--name has 1 to 100 characters.');
    return withDatabase(async ({ store }) => {
      const made = await store.transaction().execute((tx) => createOrganization(tx, systemRuntime, { name }));
      const organization = toPublicId('organization', made.organizationId);
      printResult({ organization, site: toPublicId('site', made.siteId) }, values.json, organization);
      return 0;
    });
  },
};

export const listMerchants: Command = {
  help: `opentill organizations list: show the merchants

  --json   print JSON

Example
  opentill organizations list`,
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean', default: false } } });
    return withDatabase(async ({ store }) => {
      const rows = (await listOrganizations(store)).map(({ id, name }) => ({
        id: toPublicId('organization', id),
        name,
      }));
      printRows(rows, values.json, 'There are none yet: opentill organizations create makes one.');
      return 0;
    });
  },
};

export const addReceivingKey: Command = {
  help: `opentill xpubs add XPUB: say where payments go

  --organization ID   whose (may be left out while there is only one)
  --mode test|live    which sessions get their addresses from it   [live]
  --json              print JSON

XPUB is your wallet's account-level extended public key, m/44'/60'/0'. Every session gets the next address of it, so the
money is yours from the first moment; the server never holds a key that could spend it. Compare the first five addresses
printed here with your wallet before you take a payment.

Example
  opentill xpubs add --mode live xpub6C…`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        organization: { type: 'string' },
        mode: { type: 'string', default: 'live' },
        json: { type: 'boolean', default: false },
      },
    });
    if (values.mode !== 'test' && values.mode !== 'live') throw new UsageError('--mode is test or live.');
    const reading = parseXpub(positionals[0] ?? '');
    if (reading.outcome === 'refused') throw new ExpectedError(reading.message);
    const livemode = values.mode === 'live';
    const addresses = deriveAddresses(reading.key, 0, 5).map(toChecksumAddress);
    return withDatabase(async ({ store }) => {
      const organizationId = await chooseOrganization(store, values.organization);
      const xpub = {
        id: systemRuntime.newId(),
        organizationId,
        livemode,
        family: 'evm',
        xpub: reading.canonical,
        createdAt: systemRuntime.now(),
      };
      const added = await addXpub(store, xpub);
      if (added.outcome === 'taken')
        throw new ExpectedError(
          'This xpub belongs to another organization or to the other mode. Use another account of your wallet.',
        );
      const listed = addresses.map((address, index) => `  ${index}  ${address}`).join('\n');
      const said = added.outcome === 'already_added' ? 'It was there already.' : 'Added.';
      printResult(
        Object.fromEntries(addresses.map((address, index) => [`address${index}`, address])),
        values.json,
        `${said} Its first five addresses; compare them with your wallet:\n${listed}`,
      );
      return 0;
    });
  },
};
