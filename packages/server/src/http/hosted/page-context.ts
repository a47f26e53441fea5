import type { NetworkConfig } from '../../config/network-spec.ts';
import type { Sightings } from './sightings.ts';

export interface PageContext {
  readonly networks: readonly NetworkConfig[];
  readonly isHealthy: (network: string) => boolean;
  readonly scenarios: readonly string[];
  /** The devnet's node is no secret, and a wallet can learn of that chain nowhere else. */
  readonly showsRpcUrls: boolean;
  /** What is on its way to the session, outside any block. */
  readonly sightings: Pick<Sightings, 'of'>;
  readonly locale: string;
}
