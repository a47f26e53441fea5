import { beforeEach, describe, expect, it } from 'vitest';
import { createTestClock, type TestClock } from '../testing/clock.ts';
import { createSearchBudget, type SearchBudget } from './search-budget.ts';

const SECOND = 1000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let clock: TestClock;
let budget: SearchBudget;
let ran: string[];
beforeEach(() => {
  clock = createTestClock();
  budget = createSearchBudget(clock);
  ran = [];
});

function sessionOf(id: string, more: object = {}) {
  const now = clock.now();
  return {
    id,
    status: 'pending',
    clock: [],
    createdAt: now,
    updatedAt: now,
    graceEndsAt: now + HOUR,
    ...more,
  } as const;
}
const run = (id: string) => async () => void ran.push(id);

describe('a customer’s reading', () => {
  it('is one in five seconds for all who ask about a session, and they share its end', async () => {
    const session = sessionOf('a');
    let finish = () => {};
    const slow = () => {
      ran.push('a');
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    };
    const presses = [budget.read(session, 'customer', slow), budget.read(session, 'customer', slow)];
    expect(ran).toEqual(['a']);
    finish();
    await Promise.all(presses);
    await budget.read(session, 'customer', run('a'));
    expect(ran).toEqual(['a']);
    clock.advance(5 * SECOND);
    await budget.read(session, 'customer', run('a'));
    expect(ran).toEqual(['a', 'a']);
  });

  it('of one session leaves another’s alone', async () => {
    await budget.read(sessionOf('a'), 'customer', run('a'));
    await budget.read(sessionOf('b'), 'customer', run('b'));
    expect(ran).toEqual(['a', 'b']);
  });

  it('that failed is asked for again by the next', async () => {
    const session = sessionOf('a');
    await expect(budget.read(session, 'customer', () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
    await budget.read(session, 'customer', run('a'));
    expect(ran).toEqual(['a']);
  });

  it.each([
    ['paid', {}],
    ['canceled', {}],
    ['expired', { graceEndsAt: 0 }],
  ])('is made for a session that was %s within a day, and none after', async (status, more) => {
    const session = sessionOf('a', { status, ...more });
    clock.advance(DAY - SECOND);
    await budget.read(session, 'customer', run('a'));
    expect(ran).toEqual(['a']);
    clock.advance(2 * SECOND + 5 * SECOND);
    await budget.read(session, 'customer', run('a'));
    expect(ran).toEqual(['a']);
  });

  it('of an expired session counts its day from the end of grace', async () => {
    const session = sessionOf('a', { status: 'expired', graceEndsAt: clock.now() + 2 * DAY });
    clock.advance(2.5 * DAY);
    await budget.read(session, 'customer', run('a'));
    expect(ran).toEqual(['a']);
  });
});

describe('a customer’s search', () => {
  it('is one in thirty seconds for each session', async () => {
    const session = sessionOf('a');
    for (let press = 0; press < 60; press++) {
      await budget.search(session, 'customer', run('a'));
      clock.advance(SECOND);
    }
    expect(ran).toEqual(['a', 'a']);
  });

  it('is made for a session of up to one hour only', async () => {
    const session = sessionOf('a');
    clock.advance(HOUR - SECOND);
    await budget.search(session, 'customer', run('a'));
    clock.advance(40 * SECOND);
    await budget.search(session, 'customer', run('a'));
    expect(ran).toEqual(['a']);
  });

  it('is passed over while two others are under way, and not made up for', async () => {
    const ends: (() => void)[] = [];
    const slow = (id: string) => () => {
      ran.push(id);
      return new Promise<void>((resolve) => void ends.push(resolve));
    };
    const first = ['a', 'b', 'c', 'd'].map((id) => budget.search(sessionOf(id), 'customer', slow(id)));
    await Promise.all(first.slice(2));
    expect(ran).toEqual(['a', 'b']);
    for (const end of ends) end();
    await Promise.all(first);
    expect(ran).toEqual(['a', 'b']);
    await budget.search(sessionOf('c'), 'customer', run('c'));
    expect(ran).toEqual(['a', 'b', 'c']);
  });

  it('gives its place back where it fails', async () => {
    for (const id of ['a', 'b', 'c']) {
      const failed = budget.search(sessionOf(id), 'customer', () => Promise.reject(new Error('gone')));
      await expect(failed).rejects.toThrow('gone');
    }
    await budget.search(sessionOf('d'), 'customer', run('d'));
    expect(ran).toEqual(['d']);
  });
});

describe('the merchant', () => {
  it('has a session of any age read each time, and searched once in ten seconds', async () => {
    const session = sessionOf('a', { status: 'paid' });
    clock.advance(30 * DAY);
    for (let second = 0; second < 20; second++) {
      await budget.read(session, 'merchant', run('read'));
      await budget.search(session, 'merchant', run('searched'));
      clock.advance(SECOND);
    }
    expect(ran.filter((what) => what === 'read')).toHaveLength(20);
    expect(ran.filter((what) => what === 'searched')).toHaveLength(2);
  });

  it('is not kept from searching by customers', async () => {
    const never = () => new Promise<void>(() => {});
    for (const id of ['a', 'b']) void budget.search(sessionOf(id), 'customer', never);
    await budget.search(sessionOf('c'), 'merchant', run('c'));
    expect(ran).toEqual(['c']);
  });
});

it('remembers a bounded number of sessions', async () => {
  const small = createSearchBudget(clock, { remembered: 2 });
  const ids = ['a', 'b', 'c'];
  for (const id of ids) await small.read(sessionOf(id), 'customer', run(id));
  for (const id of ['c', 'b']) await small.read(sessionOf(id), 'customer', run(id));
  expect(ran).toEqual(ids);
  await small.read(sessionOf('a'), 'customer', run('a'));
  expect(ran).toEqual(['a', 'b', 'c', 'a']);
});
