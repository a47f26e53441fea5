import type { Hex } from '../core/hex.ts';

/** Selectors of `AggregatorV3Interface`: https://docs.chain.link/data-feeds/api-reference */
export const LATEST_ROUND_DATA: Hex = '0xfeaf968c';
export const DECIMALS: Hex = '0x313ce567';
export const DESCRIPTION: Hex = '0x7284e416';

export interface Round {
  readonly roundId: bigint;
  /** int256: may be negative. */
  readonly answer: bigint;
  /** Seconds since the epoch; 0 while the round is open. */
  readonly updatedAtSeconds: bigint;
  readonly answeredInRound: bigint;
}

const WORD = 64;

/** The five words of `latestRoundData()`; `null` for anything else. */
export function decodeRound(data: Hex): Round | null {
  const words = wordsOf(data);
  const [roundId, answer, , updatedAtSeconds, answeredInRound] = words;
  if (words.length !== 5 || roundId === undefined || answer === undefined) return null;
  if (updatedAtSeconds === undefined || answeredInRound === undefined) return null;
  return { roundId, answer: BigInt.asIntN(256, answer), updatedAtSeconds, answeredInRound };
}

/** The one word of `decimals()`; `null` for anything else, and above 30, which no feed has. */
export function decodeDecimals(data: Hex): number | null {
  const [value] = wordsOf(data);
  return value === undefined || data.length !== WORD + 2 || value > 30n ? null : Number(value);
}

/** The string of `description()`, for example `ETH / USD`; `null` for anything else. */
export function decodeDescription(data: Hex): string | null {
  const [offset, length] = wordsOf(data);
  if (offset !== 32n || length === undefined || length > 100n) return null;
  const bytes = Buffer.from(data.slice(2 + 2 * WORD), 'hex');
  return bytes.length < length ? null : bytes.subarray(0, Number(length)).toString('utf8');
}

function wordsOf(data: Hex): readonly bigint[] {
  const words = data.slice(2).match(/[0-9a-f]{64}/gi) ?? [];
  return words.map((word) => BigInt(`0x${word}`));
}
