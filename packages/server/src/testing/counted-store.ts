import { Kysely, PostgresDialect } from 'kysely';
import type { Store } from '../store/database.ts';
import type { Database } from '../store/tables.ts';
import type { TestDatabase } from './database.ts';

export interface CountedStore {
  readonly store: Store;
  /** How many statements have gone through it so far. */
  count(): number;
}

/** A store on the test's database, each statement of which is run and counted. */
export function countedStore({ pool }: TestDatabase): CountedStore {
  let count = 0;
  const store = new Kysely<Database>({
    dialect: new PostgresDialect({ pool }),
    log: () => {
      count += 1;
    },
  });
  return { store, count: () => count };
}
