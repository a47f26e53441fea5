import { type Discount, flawOf } from '../core/catalogue/discount.ts';
import { type DiscountTerms, MAX_PERCENT_DECIMALS, parsePercent } from '../core/pricing/discount-terms.ts';
import type { Queries } from '../store/database.ts';
import { findDiscountByCode } from '../store/discounts.ts';
import type { CartDiscount } from './cart.ts';
import { checkAmount } from './check-amount.ts';
import { refuseFlawed, unknownCode } from './discount-refusals.ts';
import type { Principal } from './principal.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Runtime } from './runtime.ts';

export interface ResolveDeps {
  readonly store: Queries;
  readonly runtime: Runtime;
}

interface ResolvedDiscounts {
  readonly outcome: 'resolved';
  readonly terms: readonly DiscountTerms[];
}

/**
 * What the asked discounts promise, in their order: codes are looked up, terms that were spelled out are checked. What a
 * code still allows is judged once more, for good, when the session is written: see `redeem-discounts.ts`.
 */
export async function resolveDiscounts(
  deps: ResolveDeps,
  principal: Principal,
  asked: readonly CartDiscount[],
  currency: string,
): Promise<ResolvedDiscounts | Refusal> {
  const terms: DiscountTerms[] = [];
  for (const [index, each] of asked.entries()) {
    const param = `discounts.${index}`;
    const found = await resolveOne(deps, principal, each, currency, param);
    if ('outcome' in found) return found;
    if (found.discountId !== null && terms.some(({ discountId }) => discountId === found.discountId)) {
      return refuse('discount_repeated', `\`${param}.code\`: «${found.code}» is given twice.`, `${param}.code`);
    }
    terms.push(found);
  }
  return { outcome: 'resolved', terms };
}

async function resolveOne(
  { store, runtime }: ResolveDeps,
  principal: Principal,
  { code, percentOff, amountOff, name }: CartDiscount,
  currency: string,
  param: string,
): Promise<DiscountTerms | Refusal> {
  if ([code, percentOff, amountOff].filter((each) => each !== null).length !== 1) {
    const message = `\`${param}\` takes exactly one of \`code\`, \`percentOff\` and \`amountOff\`.`;
    return refuse('discount_ambiguous', message, param);
  }
  if (code === null) return spelledOut({ percentOff, amountOff, name }, currency, param);
  const discount = await findDiscountByCode(store, principal, code);
  if (!discount) return unknownCode(code, `${param}.code`);
  const flaw = flawOf(discount, runtime.now());
  return flaw === null ? termsOf(discount, currency, param) : refuseFlawed(flaw, discount, `${param}.code`);
}

function termsOf(discount: Discount, currency: string, param: string): DiscountTerms | Refusal {
  if (discount.currency !== null && discount.currency !== currency) {
    return refuse(
      'currency_mismatch',
      `\`${param}.code\`: «${discount.code}» takes off an amount in ${discount.currency}, but the session is in ${currency}.`,
      `${param}.code`,
    );
  }
  const { id: discountId, code, name, percentOff, amountOff } = discount;
  return { discountId, code, name, percentOff, amountOff };
}

/** Exactly one of the two is given. */
function spelledOut(
  { percentOff, amountOff, name }: Omit<CartDiscount, 'code'>,
  currency: string,
  param: string,
): DiscountTerms | Refusal {
  const flaw = percentOff === null ? checkAmountOff(amountOff!, currency, param) : checkPercent(percentOff, param);
  return flaw ?? { discountId: null, code: null, name, percentOff, amountOff };
}

/** A percentage above 0 and up to 100. `param` is the object that has it. */
export function checkPercent(percentOff: string, param: string): Refusal | undefined {
  if (parsePercent(percentOff) !== null) return undefined;
  const field = param === '' ? 'percentOff' : `${param}.percentOff`;
  const message = `\`${field}\` must be decimal text above 0 and up to 100, such as "12.5", with at most ${MAX_PERCENT_DECIMALS} decimals.`;
  return refuse('percent_invalid', message, field);
}

function checkAmountOff(amountOff: string, currency: string, param: string): Refusal | undefined {
  const checked = checkAmount(amountOff, currency, `${param}.amountOff`);
  return 'outcome' in checked ? checked : undefined;
}
