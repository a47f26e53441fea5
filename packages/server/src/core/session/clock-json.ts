import type { ClockAdvance } from './facts.ts';
import { countOf, documentOf, listOf } from './json-fields.ts';

/** The JSON value of the `clock_advances` column. */
export function encodeClock(clock: readonly ClockAdvance[]): readonly ClockAdvance[] {
  return clock.map(({ since, offsetMs, watermarks }) => ({ since, offsetMs, watermarks }));
}

/** Reads the `clock_advances` column, parsed. Throws `MalformedDocumentError` for anything that `encodeClock` does not write. */
export function decodeClock(value: unknown): readonly ClockAdvance[] {
  return value === null ? [] : listOf(value, 'clock').map(decodeAdvance);
}

function decodeAdvance(value: unknown): ClockAdvance {
  const advance = documentOf(value, 'clock advance', 3);
  const marks = advance['watermarks'];
  const networks = Object.keys(typeof marks === 'object' && marks !== null ? marks : {});
  const watermarks = documentOf(marks, 'watermarks', networks.length);
  return {
    since: countOf(advance, 'since'),
    offsetMs: countOf(advance, 'offsetMs'),
    watermarks: Object.fromEntries(networks.map((network) => [network, countOf(watermarks, network)])),
  };
}
