import type { Instant } from '../core/time.ts';
import { type Transaction, toTimestamp } from './database.ts';

export interface SlugOwner {
  readonly organizationId: string;
  readonly linkId: string;
}

/** Takes the slug for a link for good. False: another link, of whichever organization, has it. */
export async function claimSlug(tx: Transaction, slug: string, owner: SlugOwner, at: Instant): Promise<boolean> {
  const taken = await tx
    .insertInto('slugs')
    .values({ slug, organization_id: owner.organizationId, link_id: owner.linkId, created_at: toTimestamp(at) })
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .returning('slug')
    .executeTakeFirst();
  if (taken) return true;
  const holder = await tx
    .selectFrom('slugs')
    .select(['organization_id', 'link_id'])
    .where('slug', '=', slug)
    .executeTakeFirst();
  return holder?.organization_id === owner.organizationId && holder.link_id === owner.linkId;
}

/** How many slugs lead to a link, earlier ones included. */
export async function countSlugs(tx: Transaction, { organizationId, linkId }: SlugOwner): Promise<number> {
  const { count } = await tx
    .selectFrom('slugs')
    .select((eb) => eb.fn.countAll<bigint>().as('count'))
    .where('organization_id', '=', organizationId)
    .where('link_id', '=', linkId)
    .executeTakeFirstOrThrow();
  return Number(count);
}
