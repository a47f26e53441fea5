import type { Customer } from '../core/catalogue/customer.ts';
import { type CustomerFields, findCustomer, findCustomersByEmail, updateCustomer } from '../store/customers.ts';
import { customerNotFound } from './customer-changes.ts';
import type { EraseDeps } from './erase-deps.ts';
import { erasePerson } from './erase-person.ts';
import type { Person } from './gather-person.ts';
import type { Principal } from './principal.ts';
import type { Refusal } from './refusal.ts';

export interface Erased {
  readonly outcome: 'erased';
  readonly customers: readonly Customer[];
  /** How many sessions were theirs. */
  readonly sessions: number;
}

/**
 * Erases a customer's personal data, that of their sessions, and of sessions with their address that are no other
 * customer's: two people can share one. Again: the same answer.
 */
export async function eraseCustomer(deps: EraseDeps, principal: Principal, id: string): Promise<Erased | Refusal> {
  const customer = await findCustomer(deps.store, principal, id);
  if (!customer) return customerNotFound();
  return erase(deps, principal, ownPerson(customer));
}

/** The customer, and what has their address and is no other customer's. */
export const ownPerson = (customer: Customer): Person => ({
  customers: [customer],
  emails: customer.email === null ? [] : [customer.email],
  withCustomers: false,
});

/** Erases everyone with the address: customers, and sessions, whoever's they are. */
export async function eraseByEmail(deps: EraseDeps, principal: Principal, email: string): Promise<Erased> {
  const customers = await findCustomersByEmail(deps.store, principal, email);
  return erase(deps, principal, { customers, emails: [email], withCustomers: true });
}

async function erase(deps: EraseDeps, principal: Principal, person: Person): Promise<Erased> {
  // First of all, so that no new session can be theirs; last of all their own fields, which say whom to look for.
  for (const customer of person.customers) await write(deps, principal, customer, customer);
  const { sessions } = await erasePerson(deps, principal, person);
  const customers: Customer[] = [];
  for (const customer of person.customers) customers.push(await write(deps, principal, customer, NOTHING));
  return { outcome: 'erased', customers, sessions };
}

const NOTHING = { email: null, name: null, phone: null, billingAddress: null, shippingAddress: null, metadata: null };

async function write(
  { store, runtime }: EraseDeps,
  principal: Principal,
  { id, externalReference, erasedAt, updatedAt }: Customer,
  fields: Omit<CustomerFields, 'externalReference'>,
): Promise<Customer> {
  const now = runtime.now();
  const change = { ...fields, externalReference, erasedAt: erasedAt ?? now };
  const written = await updateCustomer(store, principal, id, change, erasedAt === null ? now : updatedAt);
  if (!written) throw new Error(`customer ${id} was deleted while it was erased`);
  return written;
}
