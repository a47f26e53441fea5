import type { RateLog } from '../rate-log.ts';
import { pairKey } from '../source.ts';

/** A log whose lines a test can read: `source failed kraken`, `price refused ETH/USD too_few_sources`. */
export function recordingLog(): { readonly log: RateLog; readonly lines: string[] } {
  const lines: string[] = [];
  const log: RateLog = {
    sourceFailed: ({ source }) => lines.push(`source failed ${source}`),
    sourceRecovered: ({ source }) => lines.push(`source recovered ${source}`),
    observationsRefused: ({ source, refusals }) =>
      lines.push(`refused by ${source}: ${refusals.map((one) => `${pairKey(one)} ${one.reason}`).join(', ')}`),
    priceRefused: ({ pair, reason }) => lines.push(`price refused ${pair} ${reason}`),
    priceRestored: ({ pair }) => lines.push(`price restored ${pair}`),
  };
  return { log, lines };
}
