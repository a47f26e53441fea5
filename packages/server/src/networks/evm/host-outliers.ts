import type { BlockHeader } from '../../core/chain/blocks.ts';
import { ChainReadError } from '../../core/chain/errors.ts';
import { lower } from '../../core/chain/heights.ts';
import type { HostHead } from './host-head.ts';
import { inconsistent } from './normalize.ts';
import type { NodesClient } from './rpc.ts';
import { readHeaders } from './tip.ts';

/** Fewer between two heads than this, and the lower one is only a moment behind. */
const LEAST_LEAD = 2n;

/** So many blocks above the next host's head a leader must show, each the child of the one before. */
const ASKED_OF_A_LEADER = 10n;

/**
 * Hosts that tell of a head whose blocks they do not have: those that lead all others are asked for what lies half way to the
 * next, and for the first blocks from the next one's head on, where whatever is made up must begin. `heads`: the highest first.
 */
export async function findPretenders(
  rpc: Pick<NodesClient, 'at'>,
  heads: readonly HostHead[],
): Promise<readonly ChainReadError[]> {
  const pretenders: ChainReadError[] = [];
  for (const [i, { host, head }] of heads.entries()) {
    const next = heads[i + 1];
    if (next === undefined || head.number - next.head.number < LEAST_LEAD) break;
    if (await leadsOn(rpc, { host, head }, next.head.number)) break;
    const what = `that its head is ${head.number}, and no chain that leads there from ${next.head.number}`;
    pretenders.push(inconsistent(host, what));
  }
  return pretenders;
}

/** Whether its own blocks go on at this height. That they are also the other's is asked of nobody: two may be on two forks. */
async function leadsOn(rpc: Pick<NodesClient, 'at'>, { host, head }: HostHead, from: bigint): Promise<boolean> {
  const first: bigint[] = [];
  for (let at = from; at <= lower(from + ASKED_OF_A_LEADER, head.number); at++) first.push(at);
  const shown = await headersAt(rpc, host, [...first, (head.number + from) / 2n]);
  if (shown.includes(null)) return false;
  return first.slice(1).every((_, i) => shown[i + 1]!.parentHash === shown[i]!.hash);
}

/** All of them are null of a host that fails. */
async function headersAt(
  rpc: Pick<NodesClient, 'at'>,
  host: string,
  numbers: readonly bigint[],
): Promise<readonly (BlockHeader | null)[]> {
  try {
    return await readHeaders(rpc.at(host), numbers);
  } catch (error) {
    if (error instanceof ChainReadError) return numbers.map(() => null);
    throw error;
  }
}

const headerAt = async (rpc: Pick<NodesClient, 'at'>, host: string, number: bigint) =>
  (await headersAt(rpc, host, [number]))[0] ?? null;

/**
 * Where a quorum is asked and there are more hosts: those on another fork than as many as the quorum asks. `heads`: the highest
 * first.
 */
export async function findForked(
  rpc: Pick<NodesClient, 'at'>,
  heads: readonly HostHead[],
  { confirmations, quorum }: { readonly confirmations: number; readonly quorum: number },
): Promise<readonly ChainReadError[]> {
  if (quorum === 1 || heads.length <= quorum) return [];
  // So deep that they agree, and so low that as many have it.
  const at = heads[quorum - 1]!.head.number - BigInt(confirmations);
  if (at < 0n) return [];
  const shown = await Promise.all(heads.map(async ({ host }) => ({ host, header: await headerAt(rpc, host, at) })));
  const byHash = Map.groupBy(
    shown.filter(({ header }) => header !== null),
    ({ header }) => header!.hash,
  );
  const believed = [...byHash].filter(([, hosts]) => hosts.length >= quorum);
  if (believed.length !== 1) return [];
  const [hash] = believed[0]!;
  return shown
    .filter(({ header }) => header !== null && header.hash !== hash)
    .map(({ host }) => inconsistent(host, `another block ${at} than ${quorum} others`));
}
