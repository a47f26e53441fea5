import type { Money } from '../money/money.ts';

/** A node's own word for a block that its protocol will not take back (`finalized`), or is not expected to (`safe`). */
export const FINALITIES = ['safe', 'finalized'] as const;
export type Finality = (typeof FINALITIES)[number];

/** What one payment must reach before it counts. */
export interface Requirement {
  /** Blocks, the payment's own included. */
  readonly confirmations: number;
  /** The tag that must have reached the payment's block as well; null: blocks alone decide. */
  readonly finality: Finality | null;
}

/** What is asked of a payment of a session whose total is worth at least so much. */
export interface RequirementTier extends Requirement {
  readonly from: Money;
}

/** What a network asks beyond a number of confirmations. */
export interface Assurance {
  /** How many nodes, of different host and port, must show a payment before it is credited. 1: the one that was read. */
  readonly quorum: number;
  readonly finality: Finality | null;
  /** By rising amounts; the last one that a total reaches applies. */
  readonly tiers: readonly RequirementTier[];
}

/** One node is believed, blocks are counted, and all amounts are alike. */
export const PLAIN_ASSURANCE: Assurance = { quorum: 1, finality: null, tiers: [] };

interface Assured {
  readonly confirmations: number;
  readonly assurance?: Assurance;
}

export function assuranceOf({ assurance }: Assured): Assurance {
  return assurance ?? PLAIN_ASSURANCE;
}

/** What is asked where no amount is known, or none above a threshold. */
export function baseRequirement(network: Assured): Requirement {
  return { confirmations: network.confirmations, finality: assuranceOf(network).finality };
}

/** The stricter of two: a tag above none, `finalized` above `safe`, and more blocks. */
export function stricter(a: Requirement, b: Requirement): Requirement {
  const rank = ({ finality }: Requirement) => (finality === null ? 0 : FINALITIES.indexOf(finality) + 1);
  return {
    confirmations: Math.max(a.confirmations, b.confirmations),
    finality: rank(a) >= rank(b) ? a.finality : b.finality,
  };
}

/** The most that the network asks of any payment. */
export function strictestRequirement(network: Assured): Requirement {
  return assuranceOf(network).tiers.reduce<Requirement>(stricter, baseRequirement(network));
}
