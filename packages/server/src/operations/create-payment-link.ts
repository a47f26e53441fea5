import type { PaymentLink } from '../core/link/payment-link.ts';
import type { Transaction } from '../store/database.ts';
import { findSiteOrDefault } from '../store/organizations.ts';
import { insertPaymentLink } from '../store/payment-links.ts';
import { takeSlug } from './link-slug.ts';
import { type LinkSettingsDeps, type PaymentLinkInput, readLinkSettings } from './payment-link-settings.ts';
import type { Principal } from './principal.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Runtime } from './runtime.ts';

export interface CreatePaymentLinkDeps extends LinkSettingsDeps {
  readonly runtime: Runtime;
}

export interface NewPaymentLinkInput extends PaymentLinkInput {
  /** A random one where absent. */
  readonly slug?: string | undefined;
  /** UUID; the organization's default site where absent. */
  readonly siteId?: string | undefined;
}

/** Makes a payment link with an address of its own. The caller's transaction must not commit a refusal. */
export async function createPaymentLink(
  deps: CreatePaymentLinkDeps,
  tx: Transaction,
  { organizationId, livemode }: Principal,
  input: NewPaymentLinkInput,
): Promise<{ readonly outcome: 'created'; readonly link: PaymentLink } | Refusal> {
  const settings = readLinkSettings(deps, livemode, input);
  if ('outcome' in settings) return settings;
  const site = await findSiteOrDefault(tx, organizationId, input.siteId);
  if (!site) return refuse('site_not_found', 'This organization has no such site.', 'siteId');
  const id = deps.runtime.newId();
  const taken = await takeSlug(deps.runtime, tx, { organizationId, linkId: id }, input.slug);
  if (taken.outcome === 'refused') return taken;
  const at = deps.runtime.now();
  const link: PaymentLink = {
    ...settings,
    organizationId,
    id,
    livemode,
    siteId: site.id,
    slug: taken.slug,
    createdAt: at,
    updatedAt: at,
    deletedAt: null,
  };
  await insertPaymentLink(tx, link);
  return { outcome: 'created', link };
}
