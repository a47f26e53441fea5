import type { NetworkConfig } from '../config/network-spec.ts';
import type { BlockHeader } from '../core/chain/blocks.ts';
import { ChainReadError } from '../core/chain/errors.ts';
import { lower } from '../core/chain/heights.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { Hex } from '../core/hex.ts';
import { type AuditedAddress, assetKey, readAuditedAssets } from '../store/balance-audits.ts';
import { readHeadersAt } from '../store/chain-blocks.ts';
import { type ChainCursor, readCursor } from '../store/chain-cursors.ts';
import type { Store } from '../store/database.ts';
import { type BookAuditDeps, bookAudit, type FoundBalance, hasChanged, nextOf } from './book-audit.ts';
import { type AuditPace, NEXT_PACE, nextAddresses } from './pick-audited.ts';
import { policyOf } from './record-batch.ts';

export interface AuditableNetwork {
  readonly network: NetworkConfig;
  readonly source: Pick<ChainSource, 'readBalances' | 'readHeaders'>;
}

export interface BalanceAuditDeps extends BookAuditDeps {
  readonly store: Store;
}

export type AuditRun =
  | { readonly outcome: 'audited'; readonly addresses: number; readonly told: readonly string[] }
  /** The network has not been read deep enough yet, or its node cannot tell the balances. */
  | { readonly outcome: 'too_early' }
  | { readonly outcome: 'unreadable'; readonly reason: string };

/**
 * Compares what some of the addresses ever handed out hold with what the books know to have come to them, at one block
 * that no reorg is expected to reach, and tells people what is beyond the books. Nothing is ever credited for it. Each run
 * goes on where the last one ended; what could not be booked goes to `faults`.
 */
export async function auditBalances(
  deps: BalanceAuditDeps,
  { network, source }: AuditableNetwork,
  faults: unknown[],
  pace: AuditPace = NEXT_PACE,
): Promise<AuditRun> {
  const { name } = network.spec;
  try {
    const cursor = await readCursor(deps.store, name);
    const block = cursor && (await finalBlock(deps.store, source, network, cursor));
    if (!block) return { outcome: 'too_early' };
    const { addresses, done } = await nextAddresses(deps, name, pace);
    const found = await readFound(deps.store, source, network, block, addresses);
    const told: string[] = [];
    for (const { address, balances } of found) {
      // One that cannot be booked is looked at again in the next round, and keeps nobody's page standing.
      const booked = await bookAudit(deps, { network: name, block, address, balances }).catch((fault: unknown) => {
        faults.push(fault);
        return [];
      });
      told.push(...booked);
    }
    await done();
    return { outcome: 'audited', addresses: addresses.length, told };
  } catch (error) {
    if (error instanceof ChainReadError) return { outcome: 'unreadable', reason: error.message };
    throw error;
  }
}

/** The last block in the books that is so deep that it stays; null while there is none. */
async function finalBlock(
  store: Store,
  source: AuditableNetwork['source'],
  network: NetworkConfig,
  cursor: ChainCursor,
): Promise<BlockHeader | null> {
  const number = lower(cursor.tipNumber - policyOf(network).finalDepth, cursor.number);
  if (number < cursor.firstNumber) return null;
  const [kept] = await readHeadersAt(store, cursor.network, [number]);
  return kept ?? (await source.readHeaders([number]))[0] ?? null;
}

interface FoundAddress {
  readonly address: AuditedAddress;
  readonly balances: readonly FoundBalance[];
}

/** The addresses of which something is new, without opening a transaction for all the others. */
async function readFound(
  store: Store,
  source: AuditableNetwork['source'],
  { spec }: NetworkConfig,
  block: BlockHeader,
  addresses: readonly AuditedAddress[],
): Promise<readonly FoundAddress[]> {
  const contracts: readonly (Hex | null)[] = [null, ...spec.tokens.map(({ contract }) => contract)];
  const questions = addresses.flatMap(({ address }) => contracts.map((contract) => ({ owner: address, contract })));
  const balances = await source.readBalances(block, questions);
  const known = await readAuditedAssets(store, spec.name, addresses, block.number);
  return addresses.flatMap((address, i) => {
    const news = contracts.flatMap((contract, j) => {
      const balance = balances[i * contracts.length + j] ?? null;
      if (balance === null) return [];
      const asset = known.get(assetKey(address.sessionId, contract));
      return hasChanged(asset, nextOf(asset, block.number, balance)) ? [{ contract, balance }] : [];
    });
    return news.length === 0 ? [] : [{ address, balances: news }];
  });
}
