import type { Queries } from './database.ts';
import { type Site, toSite } from './organizations.ts';

/** The organization's sites, oldest first: the first is its default. */
export async function listSites(queries: Queries, organizationId: string): Promise<readonly Site[]> {
  const rows = await queries
    .selectFrom('sites')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .orderBy('id')
    .execute();
  return rows.map(toSite);
}

/** The site, held until the transaction ends. */
export async function lockSite(queries: Queries, organizationId: string, id: string): Promise<Site | undefined> {
  const row = await queries
    .selectFrom('sites')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row && toSite(row);
}

/** Writes everything that can change of a site. */
export async function writeSite(queries: Queries, site: Site): Promise<void> {
  await queries
    .updateTable('sites')
    .set({
      name: site.name,
      brand: JSON.stringify(site.brand),
      policy: JSON.stringify(site.policy),
      allowed_origins: [...site.allowedOrigins],
    })
    .where('organization_id', '=', site.organizationId)
    .where('id', '=', site.id)
    .execute();
}
