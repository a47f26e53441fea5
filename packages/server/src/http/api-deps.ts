import type { RefundLinks } from '../core/refund/refund-links.ts';
import type { ResourceContext } from '../core/resource/session-resource.ts';
import type { Authenticate } from '../operations/authenticate.ts';
import type { CreateSessionDeps } from '../operations/create-session.ts';
import type { MethodCatalogue } from '../operations/method-catalogue.ts';
import type { NetworkReading } from '../operations/network-reading.ts';
import type { RefundDeps } from '../operations/refund-deps.ts';
import type { Runtime } from '../operations/runtime.ts';
import type { SearchBudget } from '../operations/search-budget.ts';
import type { SimulateDeps } from '../operations/simulate-session.ts';
import type { Store } from '../store/database.ts';
import type { SecretBox } from '../store/secret-box.ts';
import type { Wake } from '../store/wake.ts';

/** What the routes are handed by the composition root. */
export interface ApiDeps {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly secretBox: SecretBox;
  readonly wake: Wake;
  readonly authenticate: Authenticate;
  readonly catalogue: MethodCatalogue;
  readonly resource: ResourceContext;
  readonly reading: NetworkReading;
  readonly budget: SearchBudget;
  readonly createSession: CreateSessionDeps;
  readonly refunds: RefundDeps & { readonly links: RefundLinks };
  /** Null without a devnet: then nothing can be simulated. */
  readonly simulate: SimulateDeps | null;
}
