import { ChainReadError } from '../../core/chain/errors.ts';
import type { HostHead } from './host-head.ts';
import { inconsistent } from './normalize.ts';
import type { NodesClient } from './rpc.ts';
import { readHeaders } from './tip.ts';

/** Fewer between two heads than this, and the lower one is only a moment behind. */
const LEAST_LEAD = 2n;

/**
 * Hosts that tell of a head whose blocks they do not have: of those that lead all others, what lies half way between them and
 * the next is asked for. `heads`: the highest first.
 */
export async function findPretenders(
  rpc: Pick<NodesClient, 'at'>,
  heads: readonly HostHead[],
): Promise<readonly ChainReadError[]> {
  const pretenders: ChainReadError[] = [];
  for (const [i, { host, head }] of heads.entries()) {
    const next = heads[i + 1];
    if (next === undefined || head.number - next.head.number < LEAST_LEAD) break;
    const between = (head.number + next.head.number) / 2n;
    if (await shows(rpc, host, between)) break;
    pretenders.push(inconsistent(host, `that its head is ${head.number}, and has no block ${between}`));
  }
  return pretenders;
}

async function shows(rpc: Pick<NodesClient, 'at'>, host: string, number: bigint): Promise<boolean> {
  return (await headerAt(rpc, host, number)) !== null;
}

async function headerAt(rpc: Pick<NodesClient, 'at'>, host: string, number: bigint) {
  try {
    const [header] = await readHeaders(rpc.at(host), [number]);
    return header ?? null;
  } catch (error) {
    if (error instanceof ChainReadError) return null;
    throw error;
  }
}

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
