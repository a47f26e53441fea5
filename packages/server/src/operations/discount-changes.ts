import { DISCOUNT_CODE, type Discount } from '../core/catalogue/discount.ts';
import type { Queries, Transaction } from '../store/database.ts';
import { wasEverRedeemed } from '../store/discount-redemptions.ts';
import {
  type DiscountFields,
  deleteDiscount,
  insertDiscount,
  isCodeTaken,
  lockDiscounts,
  updateDiscount,
} from '../store/discounts.ts';
import { checkAmount, checkCurrency } from './check-amount.ts';
import type { Principal } from './principal.ts';
import { type Refusal, refuse } from './refusal.ts';
import { checkPercent } from './resolve-discounts.ts';
import type { Runtime } from './runtime.ts';

interface Changed {
  readonly outcome: 'changed';
  readonly discount: Discount;
}

interface Removed {
  readonly outcome: 'removed';
  /** True: sessions have used it, so that it was archived instead of deleted. */
  readonly archived: boolean;
}

/** What may change. Code and terms may not: sessions were priced by them. */
export type DiscountChange = Partial<
  Pick<DiscountFields, 'name' | 'maxRedemptions' | 'oncePerCustomer' | 'startsAt' | 'expiresAt' | 'active' | 'metadata'>
>;

export async function createDiscount(
  { runtime }: { readonly runtime: Runtime },
  queries: Queries,
  principal: Principal,
  fields: DiscountFields,
): Promise<Changed | Refusal> {
  const refusal = checkTerms(fields) ?? checkWindow(fields);
  if (refusal) return refusal;
  const { organizationId, livemode } = principal;
  const named = { ...fields, organizationId, livemode, id: runtime.newId(), createdAt: runtime.now() };
  return unlessTaken(fields.code, async () => ({
    outcome: 'changed',
    discount: await insertDiscount(queries, named),
  }));
}

/** Changes the fields that are given. A limit below what was redeemed already only ends it. */
export async function changeDiscount(
  { runtime }: { readonly runtime: Runtime },
  tx: Transaction,
  principal: Principal,
  id: string,
  change: DiscountChange,
): Promise<Changed | Refusal> {
  const discount = await lockOwn(tx, principal, id);
  if (!discount) return notFound();
  const fields = { ...discount, ...change };
  const refusal = checkWindow(fields);
  if (refusal) return refusal;
  return unlessTaken(fields.code, async () => {
    const changed = await updateDiscount(tx, principal, id, fields, runtime.now());
    return changed ? { outcome: 'changed', discount: changed } : notFound();
  });
}

/** Deletes it; where a session has used it, it is archived. Its code is free either way. */
export async function removeDiscount(
  { runtime }: { readonly runtime: Runtime },
  tx: Transaction,
  principal: Principal,
  id: string,
): Promise<Removed | Refusal> {
  const discount = await lockOwn(tx, principal, id);
  if (!discount) return notFound();
  const archived = await wasEverRedeemed(tx, principal.organizationId, id);
  if (archived) await updateDiscount(tx, principal, id, { ...discount, active: false }, runtime.now());
  else await deleteDiscount(tx, principal.organizationId, id);
  return { outcome: 'removed', archived };
}

async function lockOwn(tx: Transaction, principal: Principal, id: string): Promise<Discount | undefined> {
  const [discount] = await lockDiscounts(tx, principal.organizationId, [id]);
  return discount?.livemode === principal.livemode ? discount : undefined;
}

function checkTerms({ code, percentOff, amountOff, currency }: DiscountFields): Refusal | undefined {
  if (!DISCOUNT_CODE.test(code)) {
    const message =
      '`code` is 1 to 64 letters (A to Z), digits, points, hyphens and underscores; it begins with a letter or digit.';
    return refuse('discount_code_invalid', message, 'code');
  }
  if ((percentOff === null) === (amountOff === null)) {
    return refuse('discount_ambiguous', 'A discount takes exactly one of `percentOff` and `amountOff`.', 'percentOff');
  }
  if (percentOff !== null) {
    if (currency === null) return checkPercent(percentOff, '');
    return refuse('discount_ambiguous', '`currency` belongs to `amountOff`; a percentage has none.', 'currency');
  }
  if (currency === null) {
    return refuse('discount_ambiguous', '`currency` is required beside `amountOff`.', 'currency');
  }
  const checked = checkCurrency(currency, 'currency') ?? checkAmount(amountOff!, currency, 'amountOff');
  return 'outcome' in checked ? checked : undefined;
}

function checkWindow({ startsAt, expiresAt }: DiscountFields): Refusal | undefined {
  if (startsAt === null || expiresAt === null || startsAt < expiresAt) return undefined;
  return refuse('discount_window_empty', '`expiresAt` must be after `startsAt`.', 'expiresAt');
}

async function unlessTaken<T>(code: string, write: () => Promise<T>): Promise<T | Refusal> {
  return write().catch((error: unknown) => {
    if (!isCodeTaken(error)) throw error;
    return refuse('discount_code_taken', `Another active discount has the code «${code}».`, 'code');
  });
}

const notFound = () => refuse('discount_not_found', 'There is no such discount for this key.');
