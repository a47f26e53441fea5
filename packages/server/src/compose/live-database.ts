import type { Store } from '../store/database.ts';
import { hasLiveData } from '../store/live-data.ts';

/** `--dev` on a database in live use: its worker would take live deliveries, its simulator would play with real books. */
export class LiveDatabaseError extends Error {
  override readonly name = 'LiveDatabaseError';
  readonly remedy =
    'Give development a DATABASE_URL (or OPENTILL_DATA_DIR) of its own, or start without --dev; a key made by mistake ends with opentill keys revoke.';
}

export async function refuseLiveDatabase(store: Store): Promise<void> {
  if (await hasLiveData(store)) {
    throw new LiveDatabaseError('This database holds live API keys or payments: development does not touch it.');
  }
}
