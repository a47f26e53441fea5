import type { Instant } from '../core/time.ts';
import type { PriceText } from './price-text.ts';
import type { Pair, PriceObservation, PriceRefusal, SourceAnswer } from './source.ts';

/** Collects what one source said, pair by pair, on the way to a `SourceAnswer`. */
export interface AnswerDraft {
  /** An observation when the text was a price, else a refusal. */
  record(pair: Pair, read: PriceText, observedAt: Instant): void;
  readonly answer: SourceAnswer;
}

export function draftAnswer(source: string): AnswerDraft {
  const observations: PriceObservation[] = [];
  const refusals: PriceRefusal[] = [];
  return {
    record({ symbol, currency }, read, observedAt) {
      if ('refused' in read) refusals.push({ source, symbol, currency, reason: read.refused });
      else observations.push({ source, symbol, currency, price: read.price, observedAt });
    },
    answer: { observations, refusals },
  };
}

/** The same refusal for each of these pairs. */
export function refuseAll(source: string, pairs: readonly Pair[], reason: string): SourceAnswer {
  return { observations: [], refusals: pairs.map(({ symbol, currency }) => ({ source, symbol, currency, reason })) };
}

/** Several answers of one source as one. */
export function joinAnswers(answers: readonly SourceAnswer[]): SourceAnswer {
  return {
    observations: answers.flatMap(({ observations }) => observations),
    refusals: answers.flatMap(({ refusals }) => refusals),
  };
}
