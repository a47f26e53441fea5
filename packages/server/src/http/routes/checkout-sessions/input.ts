import type { z } from 'zod';
import { formatMoney } from '../../../core/money/amounts.ts';
import { NO_DETAILS } from '../../../core/session/details.ts';
import type { CreateSessionInput } from '../../../operations/create-session.ts';
import { priceCart } from '../../../operations/price-cart.ts';
import type { Principal } from '../../../operations/principal.ts';
import type { Refusal } from '../../../operations/refusal.ts';
import type { SessionFilters } from '../../../store/sessions.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ApiError } from '../../errors.ts';
import { describeUnknownQuery } from '../../schema-fields.ts';
import { idFilter } from '../page-of.ts';
import { inMode } from '../subscriptions/recurring-input.ts';
import { testClockUuid } from '../test/clock-id.ts';
import { toCart } from './cart-input.ts';
import { mergeMetadata } from './link-base.ts';
import { type createBody, listQuerySchema } from './schema.ts';

type Body = z.output<typeof createBody>;

/**
 * The body as the operation takes it, over what it inherits from a payment link, with what it names looked up; refused where
 * that comes to no amount. What the request says itself wins.
 */
export async function toCreateInput(
  deps: ApiDeps,
  principal: Principal,
  body: Body,
  link?: CreateSessionInput | Refusal,
): Promise<CreateSessionInput | Refusal> {
  if (link && 'outcome' in link) return link;
  const priced = await priceCart(deps, principal, toCart({ ...body, amount: amountOf(body, link) }));
  if (priced.outcome === 'refused') return priced;
  const { outcome, ...cart } = priced;
  return inMode(deps, principal, body, {
    ...NO_DETAILS,
    ...link,
    ...ownWords(body, link),
    ...cart,
    lineItems: cart.lineItems ?? link?.lineItems ?? null,
    guards: [...(link?.guards ?? []), ...cart.guards],
  });
}

function ownWords(body: Body, link: CreateSessionInput | undefined) {
  return {
    allowedMethods: link?.allowedMethods ?? body.allowedMethods,
    method: body.method,
    expiresIn: body.expiresIn ?? link?.expiresIn,
    graceSeconds: body.graceSeconds,
    description: body.description ?? link?.description ?? null,
    metadata: mergeMetadata(link?.metadata ?? null, body.metadata ?? null),
    successUrl: body.successUrl ?? link?.successUrl ?? null,
    cancelUrl: body.cancelUrl ?? link?.cancelUrl ?? null,
    returnUrl: body.returnUrl ?? null,
    testClockId: body.testClockId == null ? null : testClockUuid(body.testClockId, 'testClockId'),
  };
}

function amountOf({ amount }: Body, link: CreateSessionInput | undefined): NonNullable<Body['amount']> {
  if (link !== undefined) return { value: formatMoney(link.total), currency: link.total.currency };
  if (amount !== undefined) return amount;
  throw new ApiError('parameter_missing', {
    param: 'amount',
    message:
      'Either `amount`, such as {"value": "99.00", "currency": "USD"}, or `linkId`, a payment link, is required.',
  });
}

const METADATA_KEY = /^metadata\[(.{1,64})\]$/;

export function toFilters(query: z.output<typeof listQuerySchema>): SessionFilters {
  const { limit, starting_after, status, created_gte, created_lt, customerEmail, customerId, subscriptionId, ...rest } =
    query;
  const metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(rest)) {
    const key = METADATA_KEY.exec(name)?.[1];
    if (key === undefined || key === '__proto__') {
      const known = [...Object.keys(listQuerySchema.shape), 'metadata[key]'];
      throw new ApiError('parameter_unknown', { param: name, message: describeUnknownQuery(name, known) });
    }
    metadata[key] = value as string;
  }
  return {
    status,
    createdFrom: created_gte === undefined ? undefined : Date.parse(created_gte),
    createdBefore: created_lt === undefined ? undefined : Date.parse(created_lt),
    customerEmail,
    customerId: idFilter('customer', 'customerId', customerId),
    subscriptionId: idFilter('subscription', 'subscriptionId', subscriptionId),
    metadata: Object.keys(metadata).length === 0 ? undefined : metadata,
  };
}
