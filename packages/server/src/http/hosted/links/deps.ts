import type { Assets } from '@opentill/checkout/server';
import type { HostedDeps } from '../visit.ts';

export interface LinkPageDeps extends HostedDeps {
  /** Of the hosted page's build. */
  readonly assets: Assets;
}

/** The language of the pages, as long as there is one. */
export const LOCALE = 'en';
