import type { Customer } from '../core/catalogue/customer.ts';
import { fromPublicId } from '../core/identity/public-id.ts';
import { findCustomer, holdCustomer } from '../store/customers.ts';
import type { Queries } from '../store/database.ts';
import type { Principal } from './principal.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { SessionGuard } from './write-guarded-session.ts';

export interface AttachedCustomer {
  readonly outcome: 'attached';
  /** UUID. */
  readonly customerId: string | null;
  readonly customerEmail: string | null;
  readonly guards: readonly SessionGuard[];
}

/**
 * The customer that `cus_…` names, their address where the request gives none, and what must hold of them when the session
 * is written.
 */
export async function attachCustomer(
  store: Queries,
  principal: Principal,
  { customerId, customerEmail }: { readonly customerId: string | null; readonly customerEmail: string | null },
): Promise<AttachedCustomer | Refusal> {
  if (customerId === null) return { outcome: 'attached', customerId: null, customerEmail, guards: [] };
  const uuid = fromPublicId('customer', customerId);
  const customer = uuid === undefined ? undefined : await findCustomer(store, principal, uuid);
  if (!customer) return noSuchCustomer();
  const refusal = refuseClosed(customer);
  if (refusal) return refusal;
  const guards = [isStillOpen(principal, customer)];
  return { outcome: 'attached', customerId: customer.id, customerEmail: customerEmail ?? customer.email, guards };
}

/**
 * Whoever erases, archives or deletes them waits for the session and finds it, or has been here before: then the session
 * would bring back what was erased, or be nobody's.
 */
const isStillOpen =
  (principal: Principal, { id }: Customer): SessionGuard =>
  async (tx) => {
    const held = await holdCustomer(tx, principal, id);
    return held ? refuseClosed(held) : noSuchCustomer();
  };

const noSuchCustomer = (): Refusal =>
  refuse('customer_not_found', '`customerId`: there is no such customer for this key.', 'customerId');

function refuseClosed(customer: Customer): Refusal | undefined {
  if (customer.erasedAt !== null) {
    return refuse('customer_erased', '`customerId`: the data of this customer was erased.', 'customerId');
  }
  if (customer.archivedAt !== null) {
    return refuse('customer_archived', '`customerId`: this customer is archived.', 'customerId');
  }
  return undefined;
}
