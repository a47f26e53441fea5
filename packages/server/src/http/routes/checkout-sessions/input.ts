import type { z } from 'zod';
import type { Money } from '../../../core/money/money.ts';
import { type LineItem, NO_DETAILS } from '../../../core/session/details.ts';
import { checkAmount, checkCurrency } from '../../../operations/check-amount.ts';
import type { CreateSessionInput } from '../../../operations/create-session.ts';
import type { Refusal } from '../../../operations/refusal.ts';
import type { SessionFilters } from '../../../store/sessions.ts';
import { ApiError } from '../../errors.ts';
import { mergeMetadata } from './link-base.ts';
import type { createBody, listQuerySchema } from './schema.ts';

/**
 * The body as the operation takes it, over what it inherits from a payment link; refused where the amount is none.
 * What the request says itself wins.
 */
export function toCreateInput(
  body: z.output<typeof createBody>,
  link?: CreateSessionInput | Refusal,
): CreateSessionInput | Refusal {
  if (link && 'outcome' in link) return link;
  const total = link?.total ?? readTotal(body);
  if ('outcome' in total) return total;
  return {
    ...NO_DETAILS,
    ...link,
    total,
    allowedMethods: link?.allowedMethods ?? body.allowedMethods,
    method: body.method,
    expiresIn: body.expiresIn ?? link?.expiresIn,
    graceSeconds: body.graceSeconds,
    description: body.description ?? link?.description ?? null,
    lineItems: readLineItems(body) ?? link?.lineItems ?? null,
    metadata: mergeMetadata(link?.metadata ?? null, body.metadata ?? null),
    customerEmail: body.customerEmail ?? null,
    successUrl: body.successUrl ?? link?.successUrl ?? null,
    cancelUrl: body.cancelUrl ?? link?.cancelUrl ?? null,
    returnUrl: body.returnUrl ?? null,
  };
}

function readTotal({ amount }: z.output<typeof createBody>): Money | Refusal {
  if (amount === undefined) {
    throw new ApiError('parameter_missing', {
      param: 'amount',
      message:
        'Either `amount`, such as {"value": "99.00", "currency": "USD"}, or `linkId`, a payment link, is required.',
    });
  }
  const { value, currency } = amount;
  return checkCurrency(currency, 'amount.currency') ?? checkAmount(value, currency, 'amount.value');
}

const readLineItems = ({ lineItems }: z.output<typeof createBody>): readonly LineItem[] | undefined =>
  lineItems?.map((item) => ({
    ...item,
    description: item.description ?? null,
    imageUrl: item.imageUrl ?? null,
    productId: item.productId ?? null,
    taxCategory: item.taxCategory ?? null,
  }));

const METADATA_KEY = /^metadata\[(.{1,64})\]$/;

export function toFilters(query: z.output<typeof listQuerySchema>): SessionFilters {
  const { limit, starting_after, status, created_gte, created_lt, customerEmail, ...rest } = query;
  const metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(rest)) {
    const key = METADATA_KEY.exec(name)?.[1];
    if (key === undefined || key === '__proto__') {
      throw new ApiError('parameter_unknown', { param: name, message: `This list knows no filter \`${name}\`.` });
    }
    metadata[key] = value as string;
  }
  return {
    status,
    createdFrom: created_gte === undefined ? undefined : Date.parse(created_gte),
    createdBefore: created_lt === undefined ? undefined : Date.parse(created_lt),
    customerEmail,
    metadata: Object.keys(metadata).length === 0 ? undefined : metadata,
  };
}
