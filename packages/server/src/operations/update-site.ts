import type { Store } from '../store/database.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { lockSite, writeSite } from '../store/sites.ts';
import { type ChangedSite, changeSite, type SiteChanges, type SiteRules } from './site-changes.ts';

/** Sessions that exist keep the policy they were made under; the next page shows the new name and brand. */
export async function updateSite(
  store: Store,
  { organizationId, id }: { readonly organizationId: string; readonly id: string },
  changes: SiteChanges,
  rules: SiteRules,
): Promise<ChangedSite | { readonly outcome: 'not_found' }> {
  return retriedTransaction(store, async (tx) => {
    const site = await lockSite(tx, organizationId, id);
    if (!site) return { outcome: 'not_found' };
    const changed = changeSite(site, changes, rules);
    if (changed.outcome === 'changed') await writeSite(tx, changed.site);
    return changed;
  });
}
