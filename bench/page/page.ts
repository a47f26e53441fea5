import { BUDGET_BYTES, measure } from '../../packages/checkout/scripts/measure.ts';
import type { Measure } from '../measure.ts';
import { atMost, type Line } from '../result.ts';
import { spreadOf } from '../statistics.ts';

/** The gzipped bytes of a first visit to the hosted page, over all its states; the heaviest counts. */
export const page: Measure = { name: 'page', run };

async function run(): Promise<readonly Line[]> {
  const weights = await measure();
  const heaviest = weights[0];
  if (!heaviest) throw new Error('the page has no states');
  const { state, html, css, js, total } = heaviest;
  const { min, max } = spreadOf(weights.map((weight) => weight.total));
  const detail = `${weights.length} states; heaviest «${state}»: HTML ${html}, CSS ${css}, JS ${js}`;
  return [
    {
      name: 'page, heaviest first load',
      unit: 'bytes',
      value: { median: total, min, max },
      rounds: 1,
      aim: atMost(BUDGET_BYTES),
      detail,
    },
  ];
}
