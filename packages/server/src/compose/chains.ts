import type { DevelopmentServer } from '../dev/development.ts';
import { composeOutgoing } from './delivery.ts';
import { openSources } from './following.ts';
import type { Ground } from './ground.ts';
import { composeNetworkNodes } from './network-nodes.ts';
import { refuseWrongChains } from './wrong-chains.ts';

export type Chains = Awaited<ReturnType<typeof openChains>>;

/** The chains, and in development a chain of our own. */
export async function openChains(ground: Ground) {
  const { config, store, runtime, log, metrics, stops } = ground;
  const outgoing = composeOutgoing(config);
  const development = await startDevelopment(ground, outgoing);
  if (development) stops.add('devnet', development.stop);
  const networks = development ? [development.network] : config.networks;
  metrics.expectNetworks(networks.map(({ spec }) => spec.name));
  const sources = openSources(networks, runtime.now, log, metrics);
  stops.add('network connections', async () => void (await Promise.all(sources.map(({ source }) => source.close()))));
  await refuseWrongChains(sources);
  const networkNodes = composeNetworkNodes(store, sources);
  metrics.watchNodes(networkNodes);
  return { outgoing, development, networks, sources, networkNodes };
}

/** Its code is loaded here only: no production process has the devnet in it. */
async function startDevelopment(
  { config, store, runtime, secretBox, log }: Ground,
  { findUrlFlaw }: ReturnType<typeof composeOutgoing>,
): Promise<DevelopmentServer | null> {
  if (!config.dev) return null;
  const development = await import('../dev/development.ts');
  return development.startDevelopment({ config, store, runtime, secretBox, findUrlFlaw, log });
}
