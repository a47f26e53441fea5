import { detection } from './detection/detection.ts';
import { dialectCreate } from './dialect-create/dialect-create.ts';
import { following } from './following/following.ts';
import { httpCreate } from './http-create/http-create.ts';
import { matching } from './matching/matching.ts';
import type { Measure } from './measure.ts';
import { page } from './page/page.ts';
import { start } from './start/start.ts';
import { storeCreate } from './store-create/store-create.ts';

/** In the order in which they run. */
export const measures: readonly Measure[] = [
  storeCreate,
  httpCreate,
  dialectCreate,
  following,
  detection,
  matching,
  page,
  start,
];
