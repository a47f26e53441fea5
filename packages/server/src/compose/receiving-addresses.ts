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

/** One pool for each xpub in use; the newest xpub of an organization and mode gives the addresses. */
export function createReceivingAddresses(
  store: Store,
  { allowWellKnown }: { allowWellKnown: boolean },
): ReceivingAddresses {
  const deriver = createAddressDeriver();
  const pools = new Map<string, Promise<AddressPool | undefined>>();

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

  async function find({ organizationId, livemode }: Principal): Promise<AddressPool | undefined> {
    const xpub = (await listXpubs(store, organizationId, livemode)).at(-1);
    return xpub && open(xpub);
  }

  return {
    async supplyFor(principal) {
      const key = `${principal.organizationId}:${principal.livemode}`;
      const pool = pools.get(key) ?? find(principal);
      pools.set(key, pool);
      const found = await pool.catch((error: unknown) => {
        pools.delete(key);
        throw error;
      });
      // An xpub may be added while the server runs: look again at the next create.
      if (!found) pools.delete(key);
      return found;
    },
    async close() {
      const opened = await Promise.all([...pools.values()].map((pool) => pool.catch(() => undefined)));
      await Promise.all(opened.map((pool) => pool?.close()));
      await deriver.close();
    },
  };
}
