import { fromPublicId } from '../core/identity/public-id.ts';
import type { Store } from '../store/database.ts';
import { listOrganizations } from '../store/organizations.ts';
import { ExpectedError, UsageError } from './usage.ts';

/**
 * The id of the one named, or of the only one there is.
 * @throws {ExpectedError | UsageError}
 */
export async function chooseOrganization(store: Store, publicId: string | undefined): Promise<string> {
  const all = await listOrganizations(store);
  if (publicId !== undefined) {
    const id = fromPublicId('organization', publicId);
    if (all.some((each) => each.id === id)) return id!;
    throw new ExpectedError('There is no such organization: opentill organizations list shows them.');
  }
  if (all.length === 0)
    throw new ExpectedError('There is no organization yet: opentill organizations create --name "My shop" makes one.');
  if (all.length > 1) throw new UsageError('There are several organizations: name one with --organization org_….');
  return all[0]!.id;
}
