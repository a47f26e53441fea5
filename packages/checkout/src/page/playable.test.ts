import { describe, expect, it } from 'vitest';
import { states } from '../../test/states.ts';
import { phaseOf } from './phase.ts';
import { playable } from './playable.ts';

const scenarios = ['exact', 'underpaid', 'overpaid', 'late', 'twice', 'wrong_token', 'reorged'];
const inTestMode = (name: string) => {
  const view = { ...states[name]!, scenarios };
  return playable(view, phaseOf(view, Date.parse(view.serverTime)));
};

describe('the scenarios that test mode offers', () => {
  it('are all of the server’s while money is asked for', () => {
    expect(inTestMode('pending')).toEqual(scenarios);
  });

  it('are none where no money can come', () => {
    expect(inTestMode('total-zero')).toEqual([]);
    expect(inTestMode('subscription-trial')).toEqual([]);
  });

  it.each([
    ['expired', ['late', 'wrong_token']],
    ['closing', ['late', 'wrong_token']],
    ['expired-after-grace', ['exact', 'wrong_token']],
    ['canceled', ['exact', 'wrong_token']],
  ])('are on a page that is %s those that the server can still play', (name, expected) => {
    expect(inTestMode(name)).toEqual(expected);
  });

  it('are never any that the server does not know', () => {
    expect(playable({ ...states['expired']!, scenarios: ['exact'] }, 'expired')).toEqual([]);
  });
});
