import { HDKey } from '@scure/bip32';
import { mnemonicToSeedSync } from '@scure/bip39';
import { afterAll, describe, expect, it } from 'vitest';
import { parseXpub } from './address.ts';
import { deriveAddresses, type ReceivingKey } from './address-derive.ts';
import { createAddressDeriver } from './address-deriver.ts';
import { AddressPoolClosedError, type AddressPoolOptions, createAddressPool, type IndexRun } from './address-pool.ts';

const key = makeKey();
const deriver = createAddressDeriver();
afterAll(() => deriver.close());

function makeKey(): ReceivingKey {
  const seed = mnemonicToSeedSync('legal winner thank year wave sausage worth useful legal winner thank yellow');
  const reading = parseXpub(HDKey.fromMasterSeed(seed).derive("m/44'/60'/0'").publicExtendedKey);
  if (reading.outcome !== 'accepted') throw new Error(reading.message);
  return reading.key;
}

/** A counter in memory in the store's place, which remembers what was leased and returned. */
function makePool(options: Partial<AddressPoolOptions> = {}) {
  const leased: IndexRun[] = [];
  const returned: IndexRun[] = [];
  let nextIndex = 0n;
  const pool = createAddressPool({
    xpubId: 'xpub-1',
    key,
    derive: deriver.derive,
    async lease(count) {
      const run = { first: nextIndex, last: nextIndex + BigInt(count) - 1n };
      nextIndex += BigInt(count);
      leased.push(run);
      return run;
    },
    async returnRun(run) {
      returned.push(run);
    },
    ...options,
  });
  return { pool, leased, returned };
}

function takeAll(pool: ReturnType<typeof createAddressPool>, count: number) {
  return Promise.all(Array.from({ length: count }, () => pool.take()));
}

describe('the address pool', () => {
  it("hands out the xpub's addresses, each with its index, each once", async () => {
    const { pool } = makePool();
    const taken = await takeAll(pool, 300);
    expect(taken.map(({ address }) => address)).toEqual(deriveAddresses(key, 0, 300));
    expect(taken.map(({ index }) => index)).toEqual(Array.from({ length: 300 }, (_, i) => BigInt(i)));
    expect(new Set(taken.map(({ xpubId }) => xpubId))).toEqual(new Set(['xpub-1']));
    await pool.close();
  });

  it('does not make the first taker wait for the whole run', async () => {
    const derived: number[] = [];
    const { pool } = makePool({
      firstLeaseSize: 4_096,
      derive: (ofKey, first, count) => {
        derived.push(count);
        return deriver.derive(ofKey, first, count);
      },
    });
    await pool.take();
    expect(derived[0]).toBeLessThanOrEqual(16);
    expect(derived.reduce((sum, count) => sum + count)).toBeLessThan(4_096);
    await pool.close();
  });

  it('leases little at first and twice as much each time, up to its limit', async () => {
    const { pool, leased } = makePool({ firstLeaseSize: 8, leaseSize: 32 });
    for (let i = 0; i < 150; i++) await pool.take();
    const sizes = leased.map(({ first, last }) => Number(last - first) + 1);
    expect(sizes.slice(0, 4)).toEqual([8, 16, 32, 32]);
    expect(Math.max(...sizes)).toBe(32);
    await pool.close();
  });

  it('returns exactly what it did not hand out', async () => {
    const { pool, leased, returned } = makePool({ firstLeaseSize: 64 });
    const taken = await takeAll(pool, 10);
    await pool.close();
    const last = leased.at(-1)!.last;
    expect(taken).toHaveLength(10);
    expect(returned).toEqual([{ first: 10n, last }]);
  });

  it('hands out again what was given back, and returns it with the rest', async () => {
    const { pool, returned } = makePool();
    const [first, second, third] = await takeAll(pool, 3);
    pool.giveBack(second!);
    expect(await pool.take()).toEqual(second);
    pool.giveBack(first!);
    pool.giveBack(third!);
    await pool.close();
    expect(returned).toHaveLength(2);
    expect(returned[0]!.first).toBe(2n);
    expect(returned[1]).toEqual({ first: 0n, last: 0n });
  });

  it('refuses takers once it is closed, and those still waiting, and returns what came too late', async () => {
    let arrive: (run: IndexRun) => void = () => {};
    const { pool, returned } = makePool({
      lease: () =>
        new Promise((resolve) => {
          arrive = resolve;
        }),
    });
    const waiting = expect(pool.take()).rejects.toThrow(AddressPoolClosedError);
    const closing = pool.close();
    arrive({ first: 0n, last: 63n });
    await closing;
    await waiting;
    expect(returned).toEqual([{ first: 0n, last: 63n }]);
    await expect(pool.take()).rejects.toThrow(AddressPoolClosedError);
  });

  it('serves a crowd that comes while a filling is just ending', async () => {
    const { pool } = makePool({ firstLeaseSize: 2, leaseSize: 2 });
    for (let round = 0; round < 30; round++) {
      const taken = await takeAll(pool, 1 + (round % 7));
      expect(taken).toHaveLength(1 + (round % 7));
    }
    await pool.close();
  });

  it('passes a failed lease on to whoever waits, and tries again for the next', async () => {
    let failures = 1;
    let nextIndex = 0n;
    const { pool } = makePool({
      async lease(count) {
        if (failures-- > 0) throw new Error('the database is away');
        nextIndex += BigInt(count);
        return { first: nextIndex - BigInt(count), last: nextIndex - 1n };
      },
    });
    await expect(pool.take()).rejects.toThrow('the database is away');
    expect((await pool.take()).index).toBe(0n);
    await pool.close();
  });

  it('loses no index when the deriving thread dies: the run is derived again', async () => {
    let failures = 1;
    const { pool, returned } = makePool({
      derive: (ofKey, first, count) =>
        failures-- > 0 ? Promise.reject(new Error('the thread died')) : deriver.derive(ofKey, first, count),
    });
    await expect(pool.take()).rejects.toThrow('the thread died');
    expect((await pool.take()).index).toBe(0n);
    await pool.close();
    expect(returned.at(-1)!.first).toBe(1n);
  });
});

describe('the deriving thread', () => {
  it('serves several xpubs at once', async () => {
    const other = { publicKey: key.publicKey, chainCode: new Uint8Array(32).fill(7) };
    const runs = await Promise.all([deriver.derive(key, 5, 2), deriver.derive(other, 5, 2)]);
    const texts = runs.map((bytes) => Buffer.from(bytes).toString('hex'));
    expect(texts).toEqual(
      [key, other].map((each) =>
        deriveAddresses(each, 5, 2)
          .map((address) => address.slice(2))
          .join(''),
      ),
    );
  });

  it('reports an index that has no key as a failure and goes on with the next request', async () => {
    const own = createAddressDeriver();
    await expect(own.derive(key, 2 ** 31, 1)).rejects.toThrow('the deriving thread ended');
    expect(await own.derive(key, 0, 1)).toHaveLength(20);
    await own.close();
    await expect(own.derive(key, 0, 1)).rejects.toThrow('closed');
  });
});
