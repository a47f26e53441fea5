import type { z } from 'zod';
import { fromPublicId } from '../../../core/identity/public-id.ts';
import { type Metadata, metadataFlaw } from '../../../core/metadata.ts';
import type { CreateSessionInput } from '../../../operations/create-session.ts';
import { linkSessionInput } from '../../../operations/link-session.ts';
import type { Principal } from '../../../operations/principal.ts';
import type { Refusal } from '../../../operations/refusal.ts';
import { paymentLinkNotFound } from '../../../operations/update-payment-link.ts';
import { findPaymentLink } from '../../../store/payment-links.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { ApiError } from '../../errors.ts';
import type { createBody } from './schema.ts';

/** What a session inherits from the link that its request names; undefined where it names none. */
export async function linkBase(
  deps: ApiDeps,
  principal: Principal,
  { linkId, amount, allowedMethods }: z.output<typeof createBody>,
): Promise<CreateSessionInput | Refusal | undefined> {
  if (linkId == null) return undefined;
  if (amount !== undefined) {
    throw new ApiError('parameter_invalid', {
      param: 'linkId',
      message: 'Send either `linkId`, whose price the session inherits, or `amount`; not both.',
    });
  }
  const id = fromPublicId('paymentLink', linkId);
  const link = id === undefined ? undefined : await findPaymentLink(deps.store, principal, id);
  if (!link) return paymentLinkNotFound('linkId');
  if (allowedMethods !== undefined && link.allowedMethods.length > 0) {
    throw new ApiError('parameter_invalid', {
      param: 'allowedMethods',
      message: `The payment link fixes its methods (${link.allowedMethods.join(', ')}): leave out \`allowedMethods\`, or PATCH the link.`,
    });
  }
  return linkSessionInput(deps, link);
}

/** The link's pairs and the request's; where both have a key the request's wins. */
export function mergeMetadata(link: Metadata | null, own: Metadata | null): Metadata | null {
  const merged = { ...link, ...own };
  const flaw = metadataFlaw(merged);
  if (flaw !== undefined) {
    throw new ApiError('parameter_invalid', {
      param: 'metadata',
      message: `\`metadata\` and the payment link’s own ${flaw} together.`,
    });
  }
  return link === null && own === null ? null : merged;
}
