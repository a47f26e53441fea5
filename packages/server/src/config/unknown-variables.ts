import { type Environment, networkEnvSuffix } from './env.ts';
import { NETWORKS } from './networks.ts';
import { VARIABLES } from './variables.ts';

const OTHERS = ['OPENTILL_API_KEY', 'OPENTILL_WEBHOOK_SECRET', 'OPENTILL_URL'];
const OF_A_NETWORK: readonly ((suffix: string) => string)[] = [
  (suffix) => `OPENTILL_RPC_${suffix}`,
  (suffix) => `OPENTILL_WS_${suffix}`,
  (suffix) => `OPENTILL_CONFIRMATIONS_${suffix}`,
  (suffix) => `OPENTILL_CONFIRMATIONS_${suffix}_TIERS`,
  (suffix) => `OPENTILL_QUORUM_${suffix}`,
  (suffix) => `OPENTILL_TRACES_${suffix}`,
];

/** Names with our prefix that mean nothing to us: mostly a slip of the pen, after which a default would rule unnoticed. */
export function unknownVariables(environment: Environment): string[] {
  const suffixes = NETWORKS.map(({ name }) => networkEnvSuffix(name));
  const known = new Set([...VARIABLES, ...OTHERS, ...OF_A_NETWORK.flatMap((nameFor) => suffixes.map(nameFor))]);
  return Object.keys(environment).filter((name) => name.startsWith('OPENTILL_') && !known.has(name));
}
