import type { Hex } from '../hex.ts';

/**
 * Transfers of tokens outside the catalogue that are kept for one session, on all networks together. They never count: a
 * few tell the merchant that somebody paid in the wrong coin. Anyone can make a contract log thousands for the price of
 * one transaction, and each row would be read again whenever the session is.
 */
const MOST_TRANSFERS = 20;
/**
 * Beyond them, one of each token that is not there yet, up to so many tokens: what one was really paid in is not hidden by
 * dust in others. What amounts in different tokens are worth nobody knows, so that they are never compared.
 */
const MOST_TOKENS = 200;

interface Tokens {
  readonly network: string;
  readonly contract: Hex | null;
}

/** A transfer of a token outside the catalogue. */
export interface Unlisted extends Tokens {
  readonly amountAtomic: bigint;
}

const tokenOf = ({ network, contract }: Tokens) => `${network} ${contract}`;

/** Which of one session's transfers find room beside those that have it already; `found` are in chain order. */
export function findRoom<T extends Unlisted>(stored: readonly Tokens[], found: readonly T[]): ReadonlySet<T> {
  const tokens = new Set(stored.map(tokenOf));
  const kept = new Set<T>();
  for (const { transfer } of byRank(found)) {
    const token = tokenOf(transfer);
    const hasRoom = stored.length + kept.size < MOST_TRANSFERS || (!tokens.has(token) && tokens.size < MOST_TOKENS);
    if (!hasRoom) continue;
    kept.add(transfer);
    tokens.add(token);
  }
  return kept;
}

/** Each token's largest transfer first, then each one's second: of as many tokens as there are, in chain order. */
function byRank<T extends Unlisted>(found: readonly T[]): readonly { transfer: T; rank: number }[] {
  const ranked = [...Map.groupBy(found, tokenOf).values()].flatMap((ofToken) =>
    ofToken
      .toSorted((a, b) => Number(a.amountAtomic < b.amountAtomic) - Number(a.amountAtomic > b.amountAtomic))
      .map((transfer, rank) => ({ transfer, rank })),
  );
  return ranked.sort((a, b) => a.rank - b.rank);
}
