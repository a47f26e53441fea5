import { migrate, pendingMigrations } from '../store/migrate.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { withPool } from './database-session.ts';
import { printResult } from './print.ts';

export const migrateDatabase: Command = {
  help: `opentill migrate: bring the database up to date

  --check   only say what is pending; exit 1 if anything is
  --json    print JSON

\`opentill start\` does this by itself. Run it alone when many processes share one database: migrate first, then start
them. All that is pending runs in one transaction; running it twice is safe. There is no way back: back up first.

Example
  DATABASE_URL=postgres://… opentill migrate`,
  async run(args) {
    const { values } = readArguments(args, {
      check: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    });
    return withPool(async ({ pool }) => {
      const names = await (values.check ? pendingMigrations(pool) : migrate(pool));
      const word = values.check ? 'pending' : 'applied';
      const text = names.length === 0 ? 'Up to date.' : `${values.check ? 'Pending' : 'Applied'}: ${names.join(', ')}`;
      printResult({ [word]: names }, values.json, text);
      return values.check && names.length > 0 ? 1 : 0;
    });
  },
};
