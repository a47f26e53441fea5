import { migrate, pendingMigrations } from '../store/migrate.ts';
import type { Command } from './commands.ts';
import { withPool } from './database-session.ts';

export const migrateDatabase: Command = {
  help: `opentill migrate: bring the database up to date

  --check   only say what is pending; exit 1 if anything is

\`opentill start\` does this by itself. Run it alone when many processes share one database: migrate first, then start
them. Each migration is one transaction; running it twice is safe.

Example
  DATABASE_URL=postgres://… opentill migrate`,
  run: (args) =>
    withPool(async (pool) => {
      if (args.includes('--check')) {
        const pending = await pendingMigrations(pool);
        process.stdout.write(pending.length === 0 ? 'Up to date.\n' : `Pending: ${pending.join(', ')}\n`);
        return pending.length === 0 ? 0 : 1;
      }
      const applied = await migrate(pool);
      process.stdout.write(applied.length === 0 ? 'Up to date.\n' : `Applied: ${applied.join(', ')}\n`);
      return 0;
    }),
};
