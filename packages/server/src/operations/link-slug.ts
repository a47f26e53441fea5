import { findSlugFlaw, randomSlug } from '../core/link/slug.ts';
import type { Transaction } from '../store/database.ts';
import { claimSlug, countSlugs, type SlugOwner } from '../store/slugs.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Runtime } from './runtime.ts';

/** Slugs are taken for good: this keeps one link from taking them all. */
const MAX_SLUGS_OF_A_LINK = 10;
const MOST_TRIES = 8;

/** Takes a slug for a link: the merchant's own, or a random one where it names none. */
export async function takeSlug(
  { now, randomBytes }: Runtime,
  tx: Transaction,
  owner: SlugOwner,
  wanted: string | undefined,
): Promise<{ readonly outcome: 'taken'; readonly slug: string } | Refusal> {
  if (wanted !== undefined) return takeWanted(tx, owner, wanted, now());
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const slug = randomSlug(randomBytes);
    if (await claimSlug(tx, slug, owner, now())) return { outcome: 'taken', slug };
  }
  throw new Error(`${MOST_TRIES} random slugs were all taken: the source of chance is broken`);
}

async function takeWanted(tx: Transaction, owner: SlugOwner, slug: string, at: number) {
  const flaw = findSlugFlaw(slug);
  if (flaw === 'malformed') {
    return refuse(
      'slug_invalid',
      '`slug` is 3 to 64 small letters, digits and single hyphens, such as tea-club.',
      'slug',
    );
  }
  if (flaw === 'reserved') return refuse('slug_invalid', `\`slug\`: «${slug}» is reserved. Choose another.`, 'slug');
  if (!(await claimSlug(tx, slug, owner, at))) {
    return refuse('slug_taken', `\`slug\`: another payment link has «${slug}». Choose another.`, 'slug');
  }
  if ((await countSlugs(tx, owner)) > MAX_SLUGS_OF_A_LINK) {
    return refuse(
      'slug_invalid',
      `A payment link has at most ${MAX_SLUGS_OF_A_LINK} slugs, earlier ones included.`,
      'slug',
    );
  }
  return { outcome: 'taken' as const, slug };
}
