import { type Spread, spreadOf } from './statistics.ts';

/** What a measure ought to reach. */
export interface Aim {
  readonly bound: 'at least' | 'at most';
  readonly value: number;
}

export type Unit = '×' | 'ms' | 'bytes';

/** One line of the summary. */
export interface Result {
  readonly name: string;
  readonly unit: Unit;
  readonly value: Spread;
  readonly rounds: number;
  /** Null: shown for comparison only. */
  readonly aim: Aim | null;
  /** What stood on both sides, for who wants to know how fast this machine is. */
  readonly detail: string;
}

/** A line that could not be measured here, and why. */
export interface Skipped {
  readonly name: string;
  readonly skipped: string;
}

export type Line = Result | Skipped;

export const atLeast = (value: number): Aim => ({ bound: 'at least', value });
export const atMost = (value: number): Aim => ({ bound: 'at most', value });

export function meets({ value }: Result, aim: Aim): boolean {
  return aim.bound === 'at least' ? value.median >= aim.value : value.median <= aim.value;
}

/** Ours and the reference's figures of one round, taken one after the other. */
export interface Pair {
  readonly ours: number;
  readonly reference: number;
}

export interface Comparison {
  readonly name: string;
  readonly aim: Aim | null;
  readonly pairs: readonly Pair[];
  /** What the two figures of a round are, such as `creates/s`. */
  readonly unit: string;
}

/** Ours ÷ reference of each round; the machine's mood of the moment is on both sides of the division. */
export function ratio({ name, aim, pairs, unit }: Comparison): Result {
  const middle = (side: keyof Pair) => round(spreadOf(pairs.map((pair) => pair[side])).median);
  return {
    name,
    unit: '×',
    value: spreadOf(pairs.map(({ ours, reference }) => ours / reference)),
    rounds: pairs.length,
    aim,
    detail: `${middle('ours')} to ${middle('reference')} ${unit}`,
  };
}

const round = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
