import { createKey, listKeys, revokeKey } from './keys.ts';
import { listen } from './listen.ts';
import { migrateDatabase } from './migrate.ts';
import { addReceivingKey, createMerchant, listMerchants } from './organizations.ts';
import { start } from './start.ts';

export interface Command {
  /** Fits a screen, with an example. */
  readonly help: string;
  /** Resolves to the exit code. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

export const COMMANDS: Readonly<Record<string, Command>> = {
  start,
  migrate: migrateDatabase,
  'organizations create': createMerchant,
  'organizations list': listMerchants,
  'keys create': createKey,
  'keys list': listKeys,
  'keys revoke': revokeKey,
  'xpubs add': addReceivingKey,
  listen,
};

export const USAGE = `opentill: a checkout server of your own

  opentill start                   run the server (--dev: with a devnet and a demo shop)
  opentill migrate                 bring the database up to date
  opentill organizations create    add a merchant           (list: show them)
  opentill keys create             make an API key          (list, revoke)
  opentill xpubs add               say where payments go: an extended public key
  opentill listen                  forward a test account's events to a local URL

Each command has its own --help. Settings come from the environment: docs/configuration.md.
Exit codes: 0 done, 1 failed, 2 wrong command line.

Example
  opentill organizations create --name "My shop"
  opentill keys create --organization org_… --mode test`;
