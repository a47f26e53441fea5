import { toPublicId } from '../core/identity/public-id.ts';
import { parseXpub } from '../networks/evm/address.ts';
import { deriveAddresses } from '../networks/evm/address-derive.ts';
import { toChecksumAddress } from '../networks/evm/uri.ts';
import { listAllXpubs, type Xpub } from '../store/xpubs.ts';
import { readArguments } from './arguments.ts';
import { chooseOrganization } from './choose-organization.ts';
import type { Command } from './command.ts';
import { withDatabase } from './database-session.ts';
import { timeCell } from './moment.ts';
import { printRows } from './print.ts';

export const listReceivingKeys: Command = {
  help: `opentill xpubs list: show where payments go

  --organization ID   whose   [everyone's]
  --json              print JSON

Of each organization and mode the key that was added last gives the addresses of new sessions (inUse); those before it
are watched for good. firstAddress is what your wallet shows first, m/44'/60'/0'/0/0. nextIndex is the first index that
was never handed to a server: every address in use lies below it.

Example
  opentill xpubs list`,
  async run(args) {
    const { values } = readArguments(args, {
      organization: { type: 'string' },
      json: { type: 'boolean', default: false },
    });
    return withDatabase(async ({ store }) => {
      const { organization } = values;
      const owner = organization === undefined ? undefined : await chooseOrganization(store, organization);
      const xpubs = await listAllXpubs(store, owner);
      const inUse = new Map(xpubs.map((xpub) => [placeOf(xpub), xpub.id]));
      const rows = xpubs.map((xpub) => ({
        id: toPublicId('xpub', xpub.id),
        organization: xpub.organizationName,
        mode: xpub.livemode ? 'live' : 'test',
        firstAddress: firstAddressOf(xpub),
        inUse: inUse.get(placeOf(xpub)) === xpub.id ? 'yes' : 'no',
        nextIndex: xpub.nextIndex.toString(),
        addedAt: timeCell(xpub.createdAt, values.json),
      }));
      printRows(rows, values.json, 'There is no extended public key yet: opentill xpubs add.');
      return 0;
    });
  },
};

/** Where it takes the place of those before it; the list has the oldest first. */
const placeOf = ({ organizationId, livemode }: Xpub) => `${organizationId} ${livemode}`;

/** A key is known by it; the key itself would show every address to whoever reads the terminal. */
function firstAddressOf({ xpub }: Xpub): string | null {
  const reading = parseXpub(xpub, { allowWellKnown: true });
  return reading.outcome === 'refused' ? null : toChecksumAddress(deriveAddresses(reading.key, 0, 1)[0]!);
}
