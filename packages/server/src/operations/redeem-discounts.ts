import { emailKey } from '../core/catalogue/customer.ts';
import { type Discount, flawOf } from '../core/catalogue/discount.ts';
import type { Session } from '../core/session/session.ts';
import type { Instant } from '../core/time.ts';
import type { Transaction } from '../store/database.ts';
import { hasRedeemed, insertRedemption } from '../store/discount-redemptions.ts';
import { lockDiscounts } from '../store/discounts.ts';
import { refuseFlawed, unknownCode } from './discount-refusals.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { SessionGuard } from './write-guarded-session.ts';

type Redeemer = Pick<
  Session,
  'organizationId' | 'id' | 'livemode' | 'discounts' | 'customerId' | 'customerEmail' | 'createdAt'
>;

/**
 * Guards a create that redeems codes: their rows are locked in the transaction that writes the session, so that a limit is
 * never oversold, and nothing is taken by a create that fails. Without codes of ours there is nothing to guard.
 */
export function redemptionGuards(session: Redeemer): readonly SessionGuard[] {
  const codes = (session.discounts ?? []).filter(({ discountId }) => discountId !== null);
  return codes.length === 0 ? [] : [(tx) => redeem(tx, session)];
}

async function redeem(tx: Transaction, session: Redeemer): Promise<Refusal | undefined> {
  const asked = (session.discounts ?? []).map(({ discountId, code }, index) => ({
    discountId,
    code: code ?? '',
    param: `discounts.${index}.code`,
  }));
  const ids = asked.flatMap(({ discountId }) => (discountId === null ? [] : [discountId]));
  const locked = new Map((await lockDiscounts(tx, session.organizationId, ids)).map((each) => [each.id, each]));
  for (const { discountId, code, param } of asked) {
    if (discountId === null) continue;
    const discount = locked.get(discountId);
    const refusal = discount ? await redeemOne(tx, session, discount, param) : unknownCode(code, param);
    if (refusal) return refusal;
  }
  return undefined;
}

async function redeemOne(
  tx: Transaction,
  session: Redeemer,
  discount: Discount,
  param: string,
): Promise<Refusal | undefined> {
  const flaw = flawOf(discount, session.createdAt);
  if (flaw !== null) return refuseFlawed(flaw, discount, param);
  const redemption = redemptionOf(session, discount.id, session.createdAt);
  const refusal = discount.oncePerCustomer ? await refuseSecondUse(tx, redemption, discount, param) : undefined;
  if (!refusal) await insertRedemption(tx, redemption);
  return refusal;
}

const redemptionOf = (session: Redeemer, discountId: string, redeemedAt: Instant) => ({
  organizationId: session.organizationId,
  livemode: session.livemode,
  discountId,
  sessionId: session.id,
  customerId: session.customerId,
  email: session.customerEmail === null ? null : emailKey(session.customerEmail),
  redeemedAt,
});

async function refuseSecondUse(
  tx: Transaction,
  redemption: ReturnType<typeof redemptionOf>,
  { code }: Discount,
  param: string,
): Promise<Refusal | undefined> {
  if (redemption.customerId === null && redemption.email === null) {
    const message = `\`${param}\`: «${code}» can be used once by each customer. Say who buys, with \`customerId\` or \`customerEmail\`.`;
    return refuse('discount_needs_customer', message, param);
  }
  if (!(await hasRedeemed(tx, redemption))) return undefined;
  return refuse('discount_already_redeemed', `\`${param}\`: this customer has used «${code}» before.`, param);
}
