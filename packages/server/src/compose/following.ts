import type { NetworkConfig } from '../config/network-spec.ts';
import { ChainReadError } from '../core/chain/errors.ts';
import { createFollower, type FollowerLog } from '../ingest/follow-chain.ts';
import { readToTip } from '../ingest/read-to-tip.ts';
import { createEvmSource, type EvmSource } from '../networks/evm/source.ts';
import { findUnlistedTransfers, type SearchableNetwork } from '../operations/find-unlisted-transfers.ts';
import type { NetworkReading } from '../operations/network-reading.ts';
import type { RecordDeps } from '../operations/record-batch.ts';
import type { ToldChange } from '../operations/rederive-sessions.ts';
import { findSessionById } from '../store/sessions.ts';
import type { Wake } from '../store/wake.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { createNodeFaultLog } from './node-faults.ts';

export interface ReadNetwork {
  readonly network: NetworkConfig;
  readonly source: EvmSource;
}

/** Every process can read the networks; those with the follower's role also follow them. */
export function openSources(
  networks: readonly NetworkConfig[],
  now: () => number,
  log: Logger,
  metrics?: Pick<Metrics, 'blockUntraced'>,
): readonly ReadNetwork[] {
  const tellFault = createNodeFaultLog(log, now);
  const tellUntraced = (network: string, { number }: { readonly number: bigint }) => {
    metrics?.blockUntraced(network);
    log.error({ network, block: String(number) }, 'a block was read without traces: no node can trace it');
  };
  return networks.map((network) => ({
    network,
    source: createEvmSource({
      network,
      watchedTokens: network.spec.tokens.flatMap((token) => token.contract ?? []),
      now,
      onFault: (fault) => tellFault(network.spec.name, fault),
      onUntraced: (block) => tellUntraced(network.spec.name, block),
    }),
  }));
}

export interface FollowParts extends RecordDeps {
  readonly wake: Wake;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'deepReorg'>;
  readonly onChanges: (changes: readonly ToldChange[]) => void;
}

/**
 * Who has the database to itself follows in the name of the directory: its killed predecessor's leases are its own at once,
 * instead of ten seconds later.
 */
const SOLE_PROCESS = '00000000-0000-0000-0000-000000000001';

export function composeFollowers(parts: FollowParts, networks: readonly ReadNetwork[], options: { isAlone: boolean }) {
  const holder = options.isAlone ? SOLE_PROCESS : parts.runtime.newId();
  return networks.map(({ network, source }) =>
    createFollower({ ...parts, network, source, holder, log: followerLog(parts) }),
  );
}

function followerLog({ log, metrics }: Pick<FollowParts, 'log' | 'metrics'>): FollowerLog {
  return {
    started: ({ network, at }) => log.info({ network, block: String(at) }, 'network switched on: reading from here'),
    restarted: ({ network, at }) =>
      log.warn({ network, block: String(at) }, 'another chain than before: reading from here'),
    rolledBack({ network, to, depth, isDeep }) {
      const facts = { network, to: String(to), depth: String(depth) };
      if (!isDeep) return log.warn(facts, 'reorg: blocks were taken back');
      metrics.deepReorg(network);
      return log.error(facts, 'deep reorg: payments that had all their confirmations may have been taken back');
    },
    catchingUp: ({ network, at, tip, behind, blocksPerSecond }) =>
      log.info(
        { network, block: String(at), tip: String(tip), behind: String(behind), blocksPerSecond },
        'catching up with the chain',
      ),
    caughtUp: ({ network, at, blocksPerSecond }) =>
      log.info({ network, block: String(at), blocksPerSecond }, 'caught up with the chain'),
    unverified: (facts) => log.error(facts, 'transfers are not confirmed: too few nodes show them'),
    quorumMissing({ network, above }) {
      if (above === null) log.info({ network }, 'as many nodes as the quorum asks show the blocks again');
      else log.error({ network, above: String(above) }, 'too few nodes show the blocks that were read');
    },
    nodeApart({ network, host, detail }) {
      if (detail === null) log.info({ network, host }, 'a node shows what the others show again');
      else log.warn({ network, host, detail }, 'a node does not show what the others show');
    },
    timeAmended: ({ network, block, byMs }) =>
      log.warn({ network, block: String(block), byMs }, 'a block had a wrong time, which was mended'),
    missedTransfersFound: (facts) => log.warn(facts, 'a second reading found transfers that the first did not show'),
    faltered({ network, error, retryInMs }) {
      // A node's failure is told by what it says; of anything else the place matters too.
      const what = error instanceof ChainReadError ? { reason: error.message } : { err: error };
      log.warn({ network, retryInMs, ...what }, 'following faltered');
    },
  };
}

/** What operations may ask of the chains, in any process. */
export function composeReading(
  parts: FollowParts,
  networks: readonly ReadNetwork[],
): NetworkReading & {
  searchableOf(session: { readonly networks: readonly string[] }): readonly SearchableNetwork[];
} {
  const { store, wake, runtime } = parts;
  const byName = new Map(networks.map((each) => [each.network.spec.name, each]));
  const searchable = networks.map(({ network, source }) => ({ source, network }));
  const searchableOf = ({ networks: names }: { readonly networks: readonly string[] }) =>
    searchable.filter(({ network }) => names.includes(network.spec.name));
  return {
    searchableOf,
    async readToTip(network) {
      const source = byName.get(network)?.source;
      return source ? readToTip({ store, wake, now: runtime.now }, source) : false;
    },
    readPending: async (network, recipients) => (await byName.get(network)?.source.readPending(recipients)) ?? [],
    async findUnlisted(sessionId) {
      const session = await findSessionById(store, sessionId);
      if (!session) return;
      const offered = { networks: session.terms.offers.map((offer) => offer.network) };
      parts.onChanges(await findUnlistedTransfers(parts, searchableOf(offered), session));
    },
  };
}
