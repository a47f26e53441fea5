import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSubscriptionBench, type SubscriptionBench } from '../../testing/subscription-bench.ts';
import { visit } from '../../testing/visitor.ts';

const DAY_MS = 86_400_000;

let bench: SubscriptionBench;
beforeAll(async () => {
  bench = await createSubscriptionBench();
});
afterAll(() => bench.close());

const textOf = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const pageOf = async (id: string) => textOf((await visit(bench.api, id)).html);

describe('the page of a subscription', () => {
  it('says how often the price is asked, and that nothing is taken by itself', async () => {
    const { id } = await bench.start({ recurring: { interval: 'month', intervalCount: 3 } });
    const page = await pageOf(id);
    expect(page).toContain('$9.00 every 3 months');
    expect(page).toContain('Nothing is taken by itself: you pay each time.');
  });

  it('says of a trial what comes after it', async () => {
    const { id } = await bench.start({ recurring: { interval: 'year', trialDays: 14 } });
    const page = await pageOf(id);
    expect(page).toContain('Free for 14 days, then $9.00 every year');
    expect(page).toContain('Free for 14 days −$9.00');
  });

  it('says after a trial has begun when the first payment is due, and how the customer will know', async () => {
    const { id } = await bench.start({ recurring: { interval: 'month', trialDays: 14 } });
    const due = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' });
    const day = due.format(bench.api.clock.now() + 14 * DAY_MS);
    const page = await pageOf(id);
    expect(page).toContain(`Nothing was paid. The first payment, $9.00, is due on ${day}:`);
    expect(page).toContain('sends you a link for it by email.');
    expect(page).not.toContain('Your order is complete.');
  });

  it.each([
    [{ cycles: 6 }, '$9.00 every month, 6 payments in all'],
    [{ cycles: 1 }, '$9.00, 1 payment in all'],
    [{ endsAt: '2090-01-01T00:00:00Z' }, '$9.00 every month, until Dec 31, 2089'],
  ])('says how it ends: %o', async (end, words) => {
    const { id } = await bench.start({ recurring: { interval: 'month', ...end } });
    expect(await pageOf(id)).toContain(words);
  });

  it('says of a renewal which days it pays for, and until when its link goes on working', async () => {
    const year = new Date(bench.api.clock.now()).getUTCFullYear() + 1;
    await bench.sleepUntil(`${year}-01-31T00:00:00Z`);
    const subscription = await bench.subscribe();
    await bench.liveUntil(Date.parse(subscription.currentPeriod.endsAt) - DAY_MS);
    const { renewal } = await bench.read(subscription.id);
    const page = await pageOf(renewal.sessionId);
    expect(page).toContain('$9.00 every month');
    expect(page).toMatch(new RegExp(`For Feb 2[89]\\s–\\sMar 31, ${year}`));
    // The next is asked three days before it begins, on March 31.
    expect(page).toContain('This link goes on working until Mar 28; the price is renewed daily.');
    await bench.pay(renewal.sessionId);
    await bench.work();
    const receipt = await pageOf(renewal.sessionId);
    expect(receipt).toMatch(new RegExp(`Paid for Feb 2[89]\\s–\\sMar 31, ${year}`));
    expect(receipt).not.toContain('goes on working');
  });

  it('of a single payment says nothing of the kind', async () => {
    const { id } = await bench.start({ mode: 'payment', recurring: null });
    expect(await pageOf(id)).not.toContain('every');
  });
});
