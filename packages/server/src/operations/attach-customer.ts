import { fromPublicId } from '../core/identity/public-id.ts';
import { findCustomer } from '../store/customers.ts';
import type { Queries } from '../store/database.ts';
import type { Principal } from './principal.ts';
import { type Refusal, refuse } from './refusal.ts';

export interface AttachedCustomer {
  readonly outcome: 'attached';
  /** UUID. */
  readonly customerId: string | null;
  readonly customerEmail: string | null;
}

/** The customer that `cus_…` names, and their address where the request gives none. */
export async function attachCustomer(
  store: Queries,
  principal: Principal,
  { customerId, customerEmail }: { readonly customerId: string | null; readonly customerEmail: string | null },
): Promise<AttachedCustomer | Refusal> {
  if (customerId === null) return { outcome: 'attached', customerId: null, customerEmail };
  const uuid = fromPublicId('customer', customerId);
  const customer = uuid === undefined ? undefined : await findCustomer(store, principal, uuid);
  if (!customer) {
    return refuse('customer_not_found', '`customerId`: there is no such customer for this key.', 'customerId');
  }
  if (customer.erasedAt !== null) {
    return refuse('customer_erased', '`customerId`: the data of this customer was erased.', 'customerId');
  }
  if (customer.archivedAt !== null) {
    return refuse('customer_archived', '`customerId`: this customer is archived.', 'customerId');
  }
  return { outcome: 'attached', customerId: customer.id, customerEmail: customerEmail ?? customer.email };
}
