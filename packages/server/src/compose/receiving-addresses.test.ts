import { HDKey } from '@scure/bip32';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseXpub } from '../networks/evm/address.ts';
import { deriveAddresses } from '../networks/evm/address-derive.ts';
import { createOrganization } from '../operations/set-up-organization.ts';
import { addXpub } from '../store/xpubs.ts';
import { createTestClock } from '../testing/clock.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { createReceivingAddresses, type ReceivingAddresses } from './receiving-addresses.ts';

const clock = createTestClock();
let database: TestDatabase;
let addresses: ReceivingAddresses;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(() => addresses.close());
afterAll(() => database.close());

async function openMerchant() {
  const { organizationId } = await createOrganization(database.store, clock, { name: 'Merchant' });
  addresses = createReceivingAddresses(database.store, { now: clock.now, allowWellKnown: false });
  const principal = { organizationId, livemode: false, actor: 'server', permissions: 'all' as const };
  return {
    supply: () => addresses.supplyFor(principal),
    /** Adds the account of a new wallet; returns its first address. */
    async addWallet() {
      const account = HDKey.fromMasterSeed(clock.randomBytes(32)).derive("m/44'/60'/0'");
      const reading = parseXpub(account.publicExtendedKey);
      if (reading.outcome === 'refused') throw new Error(reading.message);
      const xpub = { id: clock.newId(), organizationId, livemode: false, family: 'evm', xpub: reading.canonical };
      await addXpub(database.store, { ...xpub, createdAt: clock.now() });
      return deriveAddresses(reading.key, 0, 1)[0]!;
    },
  };
}

describe('receiving addresses', () => {
  it('are there at once when the first xpub is added while the server runs', async () => {
    const merchant = await openMerchant();
    expect(await merchant.supply()).toBeUndefined();
    const first = await merchant.addWallet();
    expect((await (await merchant.supply())!.take()).address).toBe(first);
  });

  it('come from a newly added xpub within two seconds: a wallet that was lost receives nothing more', async () => {
    const merchant = await openMerchant();
    const lost = await merchant.addWallet();
    expect((await (await merchant.supply())!.take()).address).toBe(lost);
    const rescued = await merchant.addWallet();
    clock.advance(2000);
    expect((await (await merchant.supply())!.take()).address).toBe(rescued);
  });

  it('go on where they were after a restart, none handed out twice', async () => {
    const merchant = await openMerchant();
    await merchant.addWallet();
    const before = await (await merchant.supply())!.take();
    await addresses.close();
    addresses = createReceivingAddresses(database.store, { now: clock.now, allowWellKnown: false });
    const after = await (await merchant.supply())!.take();
    expect(after.index).toBe(before.index + 1n);
  });
});
