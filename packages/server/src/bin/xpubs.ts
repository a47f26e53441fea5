import { systemRuntime } from '../compose/system-runtime.ts';
import { parseXpub } from '../networks/evm/address.ts';
import { deriveAddresses } from '../networks/evm/address-derive.ts';
import { toChecksumAddress } from '../networks/evm/uri.ts';
import { addXpub, listXpubs } from '../store/xpubs.ts';
import { readArguments, readLivemode } from './arguments.ts';
import { chooseOrganization } from './choose-organization.ts';
import type { Command } from './command.ts';
import { withDatabase } from './database-session.ts';
import { printResult, remark } from './print.ts';
import { ExpectedError, UsageError } from './usage.ts';

/** How many addresses are shown for comparison with the wallet. */
const SHOWN = 5;

export const addReceivingKey: Command = {
  help: `opentill xpubs add XPUB: say where payments go

  --organization ID   whose (may be left out while there is only one)
  --mode test|live    which sessions get their addresses from it   [live]
  --check             only show the first five addresses; add nothing
  --json              print JSON

XPUB is your wallet's account-level extended public key, m/44'/60'/0'. Every session gets the next address of it, so the
money is yours from the first moment; the server never holds a key that could spend it. Compare the five addresses with
your wallet before you take a payment. The last one added gives the addresses, two seconds later without a restart; what
was issued before is watched for good. opentill xpubs list shows which is in use.

Example
  opentill xpubs add --check xpub6C…`,
  async run(args) {
    const { values, positional } = readArguments(
      args,
      {
        organization: { type: 'string' },
        mode: { type: 'string', default: 'live' },
        check: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
      { positionals: 1 },
    );
    const livemode = readLivemode(values.mode);
    if (positional === undefined) throw new UsageError('Give the extended public key (xpub…).');
    const reading = parseXpub(positional);
    if (reading.outcome === 'refused') throw new ExpectedError(reading.message);
    const addresses = deriveAddresses(reading.key, 0, SHOWN).map(toChecksumAddress);
    const said = values.check ? 'Nothing was added.' : await addTo(values.organization, livemode, reading.canonical);
    remark(`${said} Its first five addresses; compare them with your wallet before you take a payment:`);
    const list = addresses.map((address, index) => `${index}  ${address}`).join('\n');
    printResult({ mode: values.mode, added: !values.check, addresses }, values.json, list);
    return 0;
  },
};

/** Returns what to tell the person. */
function addTo(organization: string | undefined, livemode: boolean, xpub: string): Promise<string> {
  return withDatabase(async ({ store }) => {
    const organizationId = await chooseOrganization(store, organization);
    const added = await addXpub(store, {
      id: systemRuntime.newId(),
      organizationId,
      livemode,
      family: 'evm',
      xpub,
      createdAt: systemRuntime.now(),
    });
    if (added.outcome === 'taken')
      throw new ExpectedError(
        'This xpub belongs to another organization or to the other mode. Use another account of your wallet.',
      );
    if (added.outcome === 'added') return 'Added.';
    const inUse = (await listXpubs(store, organizationId, livemode)).at(-1);
    return inUse?.id === added.xpub.id
      ? 'It was there already.'
      : 'It was there already, and one that was added later is in use.';
  });
}
