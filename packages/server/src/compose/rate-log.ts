import type { RateLog } from '../rates/rate-log.ts';
import type { Logger } from '../telemetry/logger.ts';

/** More names than these help nobody: the rest is a number. */
const NAMED = 12;

/**
 * What the rate book has to tell, in log lines. A source that fails can take all currencies of the world with it: what becomes known in
 * one round of asking is one line for each reason, coins first.
 */
export function createRateLog(log: Logger): RateLog {
  const refused = gather((reason, pairs) => log.warn({ reason, ...list(pairs) }, 'no price is accepted any more'));
  const restored = gather((_, pairs) => log.info(list(pairs), 'a price is accepted again'));
  return {
    sourceFailed: ({ source, error }) => log.warn({ source, reason: error.message }, 'price source failed'),
    sourceRecovered: (facts) => log.info(facts, 'price source recovered'),
    observationsRefused: ({ source, refusals }) => log.debug({ source, refused: refusals.length }, 'prices refused'),
    priceRefused: ({ pair, reason }) => refused(reason, pair),
    priceRestored: ({ pair }) => restored('', pair),
  };
}

/** Hands over what was added in the same turn of the event loop, by reason. */
function gather(tell: (reason: string, pairs: readonly string[]) => void): (reason: string, pair: string) => void {
  const waiting = new Map<string, string[]>();
  return (reason, pair) => {
    if (waiting.size === 0)
      queueMicrotask(() => {
        const groups = [...waiting];
        waiting.clear();
        for (const [each, pairs] of groups) tell(each, pairs);
      });
    waiting.set(reason, [...(waiting.get(reason) ?? []), pair]);
  };
}

function list(pairs: readonly string[]): { readonly pairs: string; readonly count: number } {
  const isFiat = (pair: string) => Number(pair.startsWith('USD/'));
  const sorted = [...pairs].sort((one, other) => isFiat(one) - isFiat(other) || (one < other ? -1 : 1));
  const rest = sorted.length - NAMED;
  const named = sorted.slice(0, NAMED).join(' ');
  return { pairs: rest > 0 ? `${named} and ${rest} more` : named, count: sorted.length };
}
