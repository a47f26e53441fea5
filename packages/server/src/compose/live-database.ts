import type { Store } from '../store/database.ts';

/** `--dev` on a database with live keys: its worker would take live deliveries, its simulator would play with real books. */
export class LiveDatabaseError extends Error {
  override readonly name = 'LiveDatabaseError';
  readonly remedy = 'Start without --dev, or give development a DATABASE_URL (or OPENTILL_DATA_DIR) of its own.';
}

export async function refuseLiveDatabase(store: Store): Promise<void> {
  const live = await store.selectFrom('api_keys').select('id').where('livemode', '=', true).limit(1).executeTakeFirst();
  if (live) throw new LiveDatabaseError('This database holds live API keys: the development server does not touch it.');
}
