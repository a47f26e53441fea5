import { toPublicId } from '../../../core/identity/public-id.ts';
import type { Session } from '../../../core/session/session.ts';
import type { FindUrlFlaw } from '../../../core/webhook/outgoing.ts';
import type { Principal } from '../../../operations/principal.ts';
import { type Refusal, refuse } from '../../../operations/refusal.ts';
import type { DetailChange } from '../../../operations/update-session-details.ts';
import type { UpdateBody } from './schema.ts';
import { readUrls } from './urls.ts';

const OWN_FIELDS = ['externalReference', 'invoiceNumber', 'clientId', 'ipnUrl'] as const;

/** What a PATCH asks for, of a session that it may be asked of. Null takes a field away; what is not named stays. */
export function changeOf(
  body: UpdateBody,
  session: Session,
  principal: Principal,
  findUrlFlaw: FindUrlFlaw,
): DetailChange | Refusal {
  const urls = readUrls(findUrlFlaw, principal, body, toPublicId('session', session.id));
  if ('outcome' in urls) return urls;
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

function ownFieldsChange(
  body: UpdateBody,
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
