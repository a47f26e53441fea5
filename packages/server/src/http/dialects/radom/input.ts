import type { z } from 'zod';
import type { DialectFields } from '../../../core/dialect.ts';
import { formatMoney } from '../../../core/money/amounts.ts';
import { NO_DETAILS } from '../../../core/session/details.ts';
import type { CreateSessionInput } from '../../../operations/create-session.ts';
import type { Refusal } from '../../../operations/refusal.ts';
import type { FieldNames } from '../in-own-words.ts';
import { readAmount, sentText } from '../read-amount.ts';
import type { createBody } from './schema.ts';

/** Canonical names that read otherwise here. */
export const RADOM_NAMES: FieldNames = {
  'amount.value': 'total',
  'amount.currency': 'currency',
  'allowedMethods.0': 'method',
  'allowedMethods.0.network': 'method.network',
};

/** The customer has chosen before the session is made, so that it offers one method. */
export function toCreateInput(body: z.output<typeof createBody>): CreateSessionInput | Refusal {
  const total = readAmount(body.total, body.currency, { amount: 'total', currency: 'currency' });
  if ('outcome' in total) return total;
  return {
    ...NO_DETAILS,
    total,
    allowedMethods: [body.method],
    method: body.method,
    expiresIn: body.expiresIn,
    graceSeconds: undefined,
    description: body.description ?? null,
    metadata: body.metadata ?? null,
    customerEmail: body.customerEmail ?? null,
    successUrl: body.successUrl ?? null,
    cancelUrl: body.cancelUrl ?? null,
    dialectFields: spelling(sentText(body.total), formatMoney(total)),
  };
}

/** How the total was written, where that is not how we would write it. */
function spelling(sent: string, canonical: string): DialectFields | null {
  return sent === canonical ? null : { dialect: 'radom', fields: { total: sent } };
}
