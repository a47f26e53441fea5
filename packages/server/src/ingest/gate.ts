import type { NetworkConfig } from '../config/network-spec.ts';
import { assuranceOf } from '../core/chain/assurance.ts';
import { ChainReadError } from '../core/chain/errors.ts';
import type { Instant } from '../core/time.ts';
import { confirmGated } from '../operations/confirm-gated.ts';
import type { ChainCursor } from '../store/chain-cursors.ts';
import type { FollowerDeps, FollowerLog } from './follower-deps.ts';
import { createTagWatch } from './tag-watch.ts';

/** Where nothing can wait, sessions from before a change of the settings are looked for so often. */
const LOOK_AGAIN_MS = 60_000;

export interface Gate {
  /** Confirms what waits for a tag or for other nodes, as far as they now show it. Never throws for a node's fault. */
  after(cursor: ChainCursor): Promise<void>;
}

/** Whether payments on this network wait for more than blocks. */
export function isGated(network: NetworkConfig): boolean {
  const { quorum, finality, tiers } = assuranceOf(network);
  return quorum > 1 || finality !== null || tiers.some((tier) => tier.finality !== null);
}

/** `tell`: how many transfers wait for nodes, and why, told when it changes; and nodes whose tags stay behind. */
export function createGate(
  deps: FollowerDeps,
  leaseToken: bigint,
  tell: Pick<FollowerLog, 'unverified' | 'nodeApart'> = deps.log,
): Gate {
  const { runtime, source, network, log } = deps;
  const { name } = network.spec;
  let lookFrom: Instant = Number.NEGATIVE_INFINITY;
  const tags = createTagWatch(runtime.now, (host, detail) => tell.nodeApart({ network: name, host, detail }));
  let told = '0 0';

  async function check(cursor: ChainCursor): Promise<void> {
    const result = await confirmGated(deps, source, { network, cursor, leaseToken });
    if (result.outcome === 'nothing_waits' && !isGated(network)) lookFrom = runtime.now() + LOOK_AGAIN_MS;
    if (result.outcome !== 'checked') return;
    deps.onChanges(result.changes);
    tags.note(result.stands);
    const { unheard, disputed } = result.doubts;
    if (told === `${unheard} ${disputed}`) return;
    told = `${unheard} ${disputed}`;
    if (unheard + disputed > 0) tell.unverified({ network: name, unheard, disputed });
  }

  return {
    async after(cursor) {
      if (runtime.now() < lookFrom) return;
      try {
        await check(cursor);
      } catch (error) {
        // What waits goes on waiting: it must not hold up the reading.
        if (!(error instanceof ChainReadError)) throw error;
        log.faltered({ network: name, error, retryInMs: 0 });
      }
    },
  };
}
