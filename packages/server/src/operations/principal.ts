import type { Permissions } from '../core/scopes.ts';

/** Who acts. Every operation takes one, whether it comes from an API key, from the hosted page or from a person. */
export interface Principal {
  readonly organizationId: string;
  readonly livemode: boolean;
  /** For the books: `key:<id>`, `page:<session>`, `server`. */
  readonly actor: string;
  /** Held against what a route asks for, before the operation. */
  readonly permissions: Permissions;
}
