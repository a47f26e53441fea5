import { type BalanceAudit, changeSurplus, nextAudit, UNTOUCHED } from '../core/books/surplus.ts';
import type { BlockHeader } from '../core/chain/blocks.ts';
import type { Hex } from '../core/hex.ts';
import {
  type AuditedAddress,
  type AuditedAsset,
  assetKey,
  insertSurplus,
  readAuditedAssets,
  readToldSurpluses,
  withdrawSurpluses,
  writeAudit,
} from '../store/balance-audits.ts';
import { readHeadersAt } from '../store/chain-blocks.ts';
import { holdCursor } from '../store/chain-cursors.ts';
import type { Store, Transaction } from '../store/database.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { lockSessions } from '../store/sessions.ts';
import type { RederiveDeps } from './rederive-sessions.ts';
import { tellUnexpected } from './tell-unexpected.ts';

export interface BookAuditDeps extends RederiveDeps {
  readonly store: Store;
}

export interface FoundBalance {
  readonly contract: Hex | null;
  readonly balance: bigint;
}

export interface AddressFound {
  readonly network: string;
  /** At which the balances were read. */
  readonly block: BlockHeader;
  readonly address: AuditedAddress;
  readonly balances: readonly FoundBalance[];
}

/** How an asset of an address stands after this reading. */
export function nextOf(asset: AuditedAsset | undefined, blockNumber: bigint, balance: bigint): BalanceAudit {
  const { before, booked, bookedBefore } = asset ?? NOT_KNOWN;
  return nextAudit(before ?? UNTOUCHED, { blockNumber, balance, booked, bookedBefore });
}

/** Whether that is anything else than before. */
export function hasChanged(asset: AuditedAsset | undefined, next: BalanceAudit): boolean {
  const before = asset?.before ?? UNTOUCHED;
  const { balance, booked, unseen } = next;
  if (asset?.before && asset.bookedBefore !== before.booked) return true;
  return balance !== before.balance || booked !== before.booked || unseen !== before.unseen;
}

const NOT_KNOWN: AuditedAsset = { before: null, booked: 0n, bookedBefore: 0n };

/**
 * Writes what was found of one address and tells what people do not know yet: in one transaction with the session locked,
 * and only while the block that the balances were read at still stands. Returns the types of the events told.
 */
export function bookAudit(deps: BookAuditDeps, found: AddressFound): Promise<readonly string[]> {
  const { network, block, address, balances } = found;
  return retriedTransaction(deps.store, async (tx) => {
    const cursor = await holdCursor(tx, network);
    const [kept] = await readHeadersAt(tx, network, [block.number]);
    if (!cursor || cursor.number < block.number || (kept && kept.hash !== block.hash)) return [];
    await lockSessions(tx, [address]);
    // Anew: what was found before the lock may have changed.
    const assets = await readAuditedAssets(tx, network, [address], block.number);
    const told: string[] = [];
    for (const { contract, balance } of balances) {
      const asset = assets.get(assetKey(address.sessionId, contract));
      // Another process has looked at a later block.
      if (asset?.before && asset.before.blockNumber > block.number) continue;
      const next = nextOf(asset, block.number, balance);
      await writeAudit(tx, network, address, contract, next, deps.runtime.now());
      told.push(...(await tellSurplus(deps, tx, found, contract, next.unseen)));
    }
    return told;
  });
}

async function tellSurplus(
  deps: BookAuditDeps,
  tx: Transaction,
  { network, block, address }: AddressFound,
  contract: Hex | null,
  unseen: bigint,
): Promise<readonly string[]> {
  const at = deps.runtime.now();
  const change = changeSurplus(unseen, await readToldSurpluses(tx, network, address, contract));
  const gone = change.withdrawn.map(({ id }) => id);
  await withdrawSurpluses(tx, address, gone, at);
  const fresh = change.fresh === 0n ? [] : [deps.runtime.newId()];
  for (const id of fresh) {
    await insertSurplus(tx, address, { id, network, contract, amountAtomic: change.fresh, block, at });
  }
  return tellUnexpected(deps, tx, [
    ...gone.map((transferId) => ({ of: address, transferId, type: 'withdrawn' as const })),
    ...fresh.map((transferId) => ({ of: address, transferId, type: 'created' as const })),
  ]);
}
