import type { FastifyRequest } from 'fastify';
import type { PaymentLink } from '../../../core/link/payment-link.ts';
import { isSlug } from '../../../core/link/slug.ts';
import { findSite, type Site } from '../../../store/organizations.ts';
import { findPaymentLinkBySlug } from '../../../store/payment-links.ts';
import { ApiError } from '../../errors.ts';
import type { LinkPageDeps } from './deps.ts';
import { type KnownVisitor, knownVisitor } from './visitor.ts';

export type LinkRequest = FastifyRequest<{ Params: { slug: string }; Body: unknown }>;

/** Somebody at a link's address. */
export interface LinkVisit {
  readonly link: PaymentLink;
  readonly site: Site;
  readonly visitor: KnownVisitor;
  /** As it stands in the address: the link's own, or an earlier one. */
  readonly slug: string;
}

export async function findLinkVisit(deps: LinkPageDeps, request: LinkRequest): Promise<LinkVisit> {
  const { link, site, slug } = await findLink(deps, request);
  return { link, site, slug, visitor: await knownVisitor(deps, request, link) };
}

/** The link alone, without looking at who asks. */
export async function findLink({ store }: LinkPageDeps, request: LinkRequest): Promise<Omit<LinkVisit, 'visitor'>> {
  // Read aloud or typed on a phone, it may come in capitals.
  const slug = request.params.slug.toLowerCase();
  const link = isSlug(slug) ? await findPaymentLinkBySlug(store, slug) : undefined;
  const site = link && (await findSite(store, link.organizationId, link.siteId));
  if (!link || !site) throw new ApiError('payment_link_not_found');
  return { link, site, slug: request.params.slug };
}
