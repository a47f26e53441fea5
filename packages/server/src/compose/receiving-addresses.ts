import type { Instant } from '../core/time.ts';
import { parseXpub } from '../networks/evm/address.ts';
import { createAddressDeriver } from '../networks/evm/address-deriver.ts';
import { type AddressPool, createAddressPool } from '../networks/evm/address-pool.ts';
import type { AddressSupply } from '../operations/address-supply.ts';
import type { Principal } from '../operations/principal.ts';
import type { Store } from '../store/database.ts';
import { leaseIndexes, listXpubs, returnIndexes, type Xpub } from '../store/xpubs.ts';

export interface ReceivingAddresses {
  /** The supply of the principal's organization and mode; undefined while it has no xpub. */
  supplyFor(principal: Principal): Promise<AddressSupply | undefined>;
  /** Hands unused indexes back. */
  close(): Promise<void>;
}

/** How long a process goes on with the newest xpub that it knows: one that is added takes effect that soon. */
const NEWEST_LIFETIME_MS = 2000;

/** One pool for each xpub in use; the newest xpub of an organization and mode gives the addresses. */
export function createReceivingAddresses(
  store: Store,
  { now, allowWellKnown }: { now: () => Instant; allowWellKnown: boolean },
): ReceivingAddresses {
  const deriver = createAddressDeriver();
  const pools = new Map<string, AddressPool>();
  const newest = new Map<string, { readonly pool: Promise<AddressPool | undefined>; readonly at: Instant }>();

  function open({ id, xpub }: Xpub): AddressPool {
    const reading = parseXpub(xpub, { allowWellKnown });
    if (reading.outcome === 'refused') throw new Error(`the stored xpub ${id} cannot be used: ${reading.message}`);
    return createAddressPool({
      xpubId: id,
      key: reading.key,
      lease: (count) => leaseIndexes(store, id, count),
      returnRun: (run) => returnIndexes(store, id, run),
      derive: deriver.derive,
    });
  }

  async function findNewest({ organizationId, livemode }: Principal): Promise<AddressPool | undefined> {
    const xpub = (await listXpubs(store, organizationId, livemode)).at(-1);
    if (!xpub) return undefined;
    const pool = pools.get(xpub.id) ?? open(xpub);
    pools.set(xpub.id, pool);
    return pool;
  }

  return {
    supplyFor(principal) {
      const key = `${principal.organizationId}:${principal.livemode}`;
      const known = newest.get(key);
      if (known && now() - known.at < NEWEST_LIFETIME_MS) return known.pool;
      const pool = findNewest(principal).then((found) => {
        // Without any the next create looks again at once.
        if (!found) newest.delete(key);
        return found;
      });
      pool.catch(() => newest.delete(key));
      newest.set(key, { pool, at: now() });
      return pool;
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
      await deriver.close();
    },
  };
}
