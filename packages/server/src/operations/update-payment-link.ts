import type { PaymentLink } from '../core/link/payment-link.ts';
import type { Transaction } from '../store/database.ts';
import { lockPaymentLink, updatePaymentLink as write } from '../store/payment-links.ts';
import { takeSlug } from './link-slug.ts';
import {
  type LinkSettingsDeps,
  linkInputOf,
  type PaymentLinkInput,
  readLinkSettings,
} from './payment-link-settings.ts';
import type { Principal } from './principal.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Runtime } from './runtime.ts';

/** Fields that are absent stay. An earlier slug goes on leading to the link. */
export type PaymentLinkChange = { readonly [Field in keyof PaymentLinkInput]?: PaymentLinkInput[Field] | undefined } & {
  readonly slug?: string | undefined;
};

/** Changes what is given, checked as a whole. Sessions that were made keep what they copied. */
export async function updatePaymentLink(
  deps: LinkSettingsDeps & { readonly runtime: Runtime },
  tx: Transaction,
  principal: Principal,
  linkId: string,
  change: PaymentLinkChange,
): Promise<{ readonly outcome: 'updated'; readonly link: PaymentLink } | Refusal> {
  const { organizationId, livemode } = principal;
  const link = await lockPaymentLink(tx, principal, linkId);
  if (!link) return paymentLinkNotFound();
  const settings = readLinkSettings(deps, livemode, { ...linkInputOf(link), ...otherKind(change), ...given(change) });
  if ('outcome' in settings) return settings;
  const slug = await slugOf(deps.runtime, tx, link, change.slug);
  if (typeof slug !== 'string') return slug;
  const updated = { ...link, ...settings, slug, updatedAt: deps.runtime.now() };
  await write(tx, { organizationId, id: linkId }, updated);
  return { outcome: 'updated', link: updated };
}

export function paymentLinkNotFound(param?: string): Refusal {
  return refuse('payment_link_not_found', 'There is no such payment link for this key.', param);
}

/** A price of the other kind takes the place of the one that the link has. */
function otherKind({ fiatAmount, customerAmount }: PaymentLinkChange): Partial<PaymentLinkInput> {
  if (customerAmount != null) return { fiatAmount: null, quantity: null };
  return fiatAmount != null ? { customerAmount: null } : {};
}

const given = (change: PaymentLinkChange): Partial<PaymentLinkInput> =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));

async function slugOf(runtime: Runtime, tx: Transaction, link: PaymentLink, wanted: string | undefined) {
  if (wanted === undefined || wanted === link.slug) return link.slug;
  const taken = await takeSlug(runtime, tx, { organizationId: link.organizationId, linkId: link.id }, wanted);
  return taken.outcome === 'refused' ? taken : taken.slug;
}
