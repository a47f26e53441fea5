import { httpCreate } from './http-create/http-create.ts';
import type { Measure } from './measure.ts';
import { storeCreate } from './store-create/store-create.ts';

/** In the order in which they run. */
export const measures: readonly Measure[] = [storeCreate, httpCreate];
