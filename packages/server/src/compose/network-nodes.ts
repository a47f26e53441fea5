import { assuranceOf } from '../core/chain/assurance.ts';
import type { NetworkState } from '../http/routes/operations/routes.ts';
import { isGated } from '../ingest/gate.ts';
import type { Store } from '../store/database.ts';
import { readQuorumStates } from '../store/quorum-states.ts';
import type { NetworkNodes } from '../telemetry/node-metrics.ts';
import type { ReadNetwork } from './following.ts';

/** How the nodes of each network fare, as this process sees them, and what waits for them, as the books say. */
export function composeNetworkNodes(store: Store, networks: readonly ReadNetwork[]) {
  return async (): Promise<readonly (NetworkNodes & Required<Pick<NetworkState, 'nodes'>>)[]> => {
    const isAsked = networks.some(({ network }) => isGated(network));
    const states = isAsked ? await readQuorumStates(store) : new Map();
    return networks.map(({ network, source }) => {
      const nodes = source.nodes();
      const { quorum: needed } = assuranceOf(network);
      const reachable = new Set(nodes.filter(({ state }) => state === 'ready').map(({ host }) => host)).size;
      const waiting = states.get(network.spec.name) ?? { lagBlocks: 0, unheard: 0, disputed: 0 };
      return {
        network: network.spec.name,
        nodes,
        quorum: isGated(network) ? { needed, reachable, ...waiting } : null,
      };
    });
  };
}
