import type { Session } from '../../../core/session/session.ts';
import { type Refusal, refuse } from '../../../operations/refusal.ts';
import type { DetailChange } from '../../../operations/update-session-details.ts';
import type { UpdateBody } from './schema.ts';
import type { Urls } from './urls.ts';

const OWN_FIELDS = ['externalReference', 'invoiceNumber', 'clientId', 'ipnUrl'] as const;

/** What a PATCH asks for, its URLs as they were read, of a session that it may be asked of. Null takes a field away; what is not named stays. */
export function changeOf(
  body: Omit<UpdateBody, keyof Urls>,
  urls: Pick<UpdateBody, keyof Urls>,
  session: Session,
): DetailChange | Refusal {
  if (body.email === null && session.recurring !== null && session.customerId === null) return nobodyLeft();
  const own = ownFieldsChange({ ...body, ipnUrl: urls.ipnUrl }, session);
  if (own && 'outcome' in own) return own;
  return {
    ...(body.email !== undefined && { customerEmail: body.email }),
    ...(body.metadata !== undefined && { metadata: body.metadata }),
    ...(urls.returnUrl !== undefined && { successUrl: urls.returnUrl }),
    ...(urls.cancelUrl !== undefined && { cancelUrl: urls.cancelUrl }),
    ...own,
  };
}

function nobodyLeft(): Refusal {
  return refuse(
    'subscription_customer_missing',
    '`email` cannot be taken away from a subscription’s first checkout without a customer: renewals have to reach somebody.',
    'email',
  );
}

function ownFieldsChange(
  body: Pick<UpdateBody, (typeof OWN_FIELDS)[number]>,
  { dialectFields }: Session,
): Pick<DetailChange, 'dialectFields'> | Refusal | undefined {
  const changed = OWN_FIELDS.filter((name) => body[name] !== undefined);
  const [first] = changed;
  if (first === undefined) return undefined;
  if (dialectFields !== null && dialectFields.dialect !== 'paymentgateway') {
    return refuse(
      'field_not_changeable',
      `\`${first}\` cannot be kept with this checkout: it was made through another API (${dialectFields.dialect}). Use \`metadata\`.`,
      first,
    );
  }
  const all = { ...dialectFields?.fields, ...Object.fromEntries(changed.map((name) => [name, body[name]])) };
  const fields = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
  return { dialectFields: { dialect: 'paymentgateway', fields } };
}
