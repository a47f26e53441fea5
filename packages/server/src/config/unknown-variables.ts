import { type Environment, networkEnvSuffix } from './env.ts';
import { NETWORKS } from './networks.ts';
import { VARIABLES } from './variables.ts';

const OTHERS = ['OPENTILL_API_KEY', 'OPENTILL_WEBHOOK_SECRET', 'OPENTILL_URL'];
const OF_A_NETWORK = ['OPENTILL_RPC_', 'OPENTILL_WS_', 'OPENTILL_CONFIRMATIONS_'];

/** Names with our prefix that mean nothing to us: mostly a slip of the pen, after which a default would rule unnoticed. */
export function unknownVariables(environment: Environment): string[] {
  const suffixes = NETWORKS.map(({ name }) => networkEnvSuffix(name));
  const known = new Set([
    ...VARIABLES,
    ...OTHERS,
    ...OF_A_NETWORK.flatMap((prefix) => suffixes.map((suffix) => prefix + suffix)),
  ]);
  return Object.keys(environment).filter((name) => name.startsWith('OPENTILL_') && !known.has(name));
}
