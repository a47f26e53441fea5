import { ConfigError } from '../config/config-error.ts';
import { networkEnvSuffix } from '../config/env.ts';
import type { ReadNetwork } from './following.ts';

/**
 * Asks every node for its chain id before the server starts. One of another chain is told of and never believed; a network
 * all of whose nodes are of another chain is a slip in the settings. A node that does not answer proves nothing.
 * @throws {ConfigError} naming the network, the variable and what the nodes serve.
 */
export async function refuseWrongChains(networks: readonly ReadNetwork[]): Promise<void> {
  const probed = await Promise.all(networks.map(async (each) => ({ ...each, probes: await each.source.probe() })));
  for (const { network, probes } of probed) {
    const { name, chainId } = network.spec;
    const isWrong = probes.length > 0 && probes.every((probe) => probe.chainId !== null && probe.chainId !== chainId);
    if (!isWrong) continue;
    const served = probes.map((probe) => `${probe.host} serves chain ${probe.chainId}`).join(', ');
    throw new ConfigError(
      `OPENTILL_RPC_${networkEnvSuffix(name)} names no node of ${name} (chain ${chainId}): ${served}`,
    );
  }
}
