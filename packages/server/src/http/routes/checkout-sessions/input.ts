import type { z } from 'zod';
import { NO_DETAILS } from '../../../core/session/details.ts';
import { checkAmount, checkCurrency } from '../../../operations/check-amount.ts';
import type { CreateSessionInput } from '../../../operations/create-session.ts';
import type { Refusal } from '../../../operations/refusal.ts';
import type { SessionFilters } from '../../../store/sessions.ts';
import { ApiError } from '../../errors.ts';
import type { createBody, listQuerySchema } from './schema.ts';

/** The body as the operation takes it; refused where the amount is none. */
export function toCreateInput(body: z.output<typeof createBody>): CreateSessionInput | Refusal {
  if (body.linkId != null) {
    throw new ApiError('parameter_invalid', {
      param: 'linkId',
      message: '`linkId`: there are no payment links on this server. Send `amount` instead.',
    });
  }
  if (body.amount === undefined) {
    throw new ApiError('parameter_missing', {
      param: 'amount',
      message: 'The field `amount` is required: {"value": "99.00", "currency": "USD"}.',
    });
  }
  const { value, currency } = body.amount;
  const total = checkCurrency(currency, 'amount.currency') ?? checkAmount(value, currency, 'amount.value');
  if ('outcome' in total) return total;
  return {
    ...NO_DETAILS,
    total,
    allowedMethods: body.allowedMethods,
    method: body.method,
    expiresIn: body.expiresIn,
    graceSeconds: body.graceSeconds,
    description: body.description ?? null,
    lineItems:
      body.lineItems?.map((item) => ({
        ...item,
        description: item.description ?? null,
        imageUrl: item.imageUrl ?? null,
        productId: item.productId ?? null,
        taxCategory: item.taxCategory ?? null,
      })) ?? null,
    metadata: body.metadata ?? null,
    customerEmail: body.customerEmail ?? null,
    successUrl: body.successUrl ?? null,
    cancelUrl: body.cancelUrl ?? null,
    returnUrl: body.returnUrl ?? null,
  };
}

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
