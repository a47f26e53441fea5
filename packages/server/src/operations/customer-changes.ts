import type { Customer } from '../core/catalogue/customer.ts';
import { isCustomerNamed } from '../store/customer-references.ts';
import {
  type CustomerFields,
  deleteCustomer,
  findCustomer,
  insertCustomer,
  isReferenceTaken,
  updateCustomer,
} from '../store/customers.ts';
import type { Queries, Transaction } from '../store/database.ts';
import type { Principal } from './principal.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Runtime } from './runtime.ts';

interface Changed {
  readonly outcome: 'changed';
  readonly customer: Customer;
}

interface Removed {
  readonly outcome: 'removed';
  /** True: sessions are theirs, so that they were archived instead of deleted. */
  readonly archived: boolean;
}

interface Deps {
  readonly runtime: Runtime;
}

export async function createCustomer(
  { runtime }: Deps,
  queries: Queries,
  principal: Principal,
  fields: CustomerFields,
): Promise<Changed | Refusal> {
  const { organizationId, livemode } = principal;
  const named = { ...fields, organizationId, livemode, id: runtime.newId(), createdAt: runtime.now() };
  return unlessTaken(fields, async () => ({ outcome: 'changed', customer: await insertCustomer(queries, named) }));
}

/** Changes the fields that are given; sessions that were made before keep what they copied. */
export async function changeCustomer(
  { runtime }: Deps,
  tx: Transaction,
  principal: Principal,
  id: string,
  { archived, ...change }: Partial<CustomerFields> & { readonly archived?: boolean },
): Promise<Changed | Refusal> {
  const customer = await findCustomer(tx, principal, id, { lock: true });
  if (!customer) return customerNotFound();
  if (customer.erasedAt !== null) {
    return refuse('customer_erased', 'The data of this customer was erased: nothing can be added again.');
  }
  const now = runtime.now();
  const archivedAt = archived === undefined ? customer.archivedAt : archived ? (customer.archivedAt ?? now) : null;
  const fields = { ...customer, ...change, archivedAt };
  return unlessTaken(fields, async () => {
    const changed = await updateCustomer(tx, principal, id, fields, now);
    return changed ? { outcome: 'changed', customer: changed } : customerNotFound();
  });
}

/** Deletes them; where a session is theirs, they are archived: what they bought stays theirs. */
export async function removeCustomer(
  { runtime }: Deps,
  tx: Transaction,
  principal: Principal,
  id: string,
): Promise<Removed | Refusal> {
  const customer = await findCustomer(tx, principal, id, { lock: true });
  if (!customer) return customerNotFound();
  const archived = await isCustomerNamed(tx, principal.organizationId, id);
  const now = runtime.now();
  if (!archived) await deleteCustomer(tx, principal.organizationId, id);
  else await updateCustomer(tx, principal, id, { ...customer, archivedAt: customer.archivedAt ?? now }, now);
  return { outcome: 'removed', archived };
}

async function unlessTaken<T>({ externalReference }: CustomerFields, write: () => Promise<T>): Promise<T | Refusal> {
  return write().catch((error: unknown) => {
    if (!isReferenceTaken(error)) throw error;
    const message = `Another customer has the external reference «${externalReference}».`;
    return refuse('customer_reference_taken', message, 'externalReference');
  });
}

export const customerNotFound = (): Refusal => refuse('customer_not_found', 'There is no such customer for this key.');
