import { describe, expect, it } from 'vitest';
import { afterFailure, type EndpointHealth } from './endpoint-rest.ts';

const MIDDLE = 0.5;
const well: EndpointHealth = { consecutiveFailures: 0, restingUntil: null };

/** The health after so many failures, each at the end of the rest before. */
function failing(times: number): { health: EndpointHealth; now: number; lastRestMs: number } {
  let health = well;
  let now = 1_000_000;
  let lastRestMs = 0;
  for (let i = 0; i < times; i++) {
    now = Math.max(now, health.restingUntil ?? 0);
    health = afterFailure(health, now, MIDDLE, null);
    lastRestMs = health.restingUntil === null ? 0 : health.restingUntil - now;
  }
  return { health, now, lastRestMs };
}

describe('an endpoint that fails', () => {
  it('does not rest before its fifth failure in a row', () => {
    expect(failing(4).health).toEqual({ consecutiveFailures: 4, restingUntil: null });
  });

  it('rests for 10 s from the fifth on, then twice as long each time, at most 15 min', () => {
    expect([5, 6, 7, 8].map((times) => failing(times).lastRestMs)).toEqual([10_000, 20_000, 40_000, 80_000]);
    expect(failing(60).lastRestMs).toBe(15 * 60_000);
  });

  it('does not rest longer for attempts that were already under way', () => {
    const { health, now } = failing(5);
    expect(afterFailure(health, now + 1, MIDDLE, null)).toEqual(health);
  });

  it('rests at once, up to an hour, when it asks for it', () => {
    expect(afterFailure(well, 1000, MIDDLE, 30_000)).toEqual({ consecutiveFailures: 1, restingUntil: 31_000 });
    expect(afterFailure(well, 1000, MIDDLE, 86_400_000).restingUntil).toBe(1000 + 3_600_000);
  });
});
