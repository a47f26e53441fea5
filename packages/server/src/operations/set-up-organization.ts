import type { Queries } from '../store/database.ts';
import { insertOrganization, insertSite } from '../store/organizations.ts';
import type { SitePolicy } from '../store/tables.ts';
import type { Runtime } from './runtime.ts';

/** Five minutes to pay, ten more in which a late payment still counts, one extension. */
const DEFAULT_POLICY: SitePolicy = {
  ttlSeconds: 300,
  graceSeconds: 600,
  maxLifetimeSeconds: 24 * 3600,
  maxExtensions: 1,
  underToleranceBps: 0,
  overToleranceBps: 0,
  allowRestart: true,
  defaultMethod: null,
};

/** A merchant with its first site. */
export async function createOrganization(
  queries: Queries,
  runtime: Runtime,
  { name, accent = null }: { name: string; accent?: string | null },
): Promise<{ organizationId: string; siteId: string }> {
  const organizationId = runtime.newId();
  const siteId = runtime.newId();
  const createdAt = runtime.now();
  await insertOrganization(queries, { id: organizationId, name, createdAt });
  const brand = { logoUrl: null, accent, supportEmail: null };
  await insertSite(queries, { organizationId, id: siteId, name, brand, policy: DEFAULT_POLICY, createdAt });
  return { organizationId, siteId };
}
