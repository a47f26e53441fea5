import { isNewer, versionOf } from './webhooks/is-newer.ts';
import { signTestEvent } from './webhooks/sign-test-event.ts';
import { verify } from './webhooks/verify.ts';

/** For your receiver of webhooks, and for its tests. */
export const webhooks = { verify, isNewer, versionOf, signTestEvent } as const;
