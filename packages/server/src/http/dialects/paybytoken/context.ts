import type { ApiDeps } from '../../api-deps.ts';
import type { Csrf } from '../../hosted/csrf.ts';
import type { DialectContext } from '../dialect.ts';

export interface PayByTokenDeps extends ApiDeps {
  readonly publicUrl: string;
  readonly csrf: Pick<Csrf, 'sessionToken'>;
}

/** What the presenters of an organization's objects need beside the objects. */
export function contextOf({ publicUrl, csrf }: PayByTokenDeps, organizationId: string): DialectContext {
  return {
    organizationId,
    publicUrl,
    // The page's code is the session's id without its prefix.
    csrfTokenOf: (sessionId) => csrf.sessionToken(sessionId.slice(3)),
  };
}
