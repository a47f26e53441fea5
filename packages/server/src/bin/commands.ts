import type { Command } from './command.ts';

/** Loaded when they are called: `--help` answers at once, and listing keys does not wait for the server's parts. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./start.ts')).start,
  migrate: async () => (await import('./migrate.ts')).migrateDatabase,
  'organizations create': async () => (await import('./organizations.ts')).createMerchant,
  'organizations list': async () => (await import('./organizations.ts')).listMerchants,
  'keys create': async () => (await import('./keys.ts')).createKey,
  'keys list': async () => (await import('./keys.ts')).listKeys,
  'keys rotate': async () => (await import('./rotate-key.ts')).rotateKey,
  'keys revoke': async () => (await import('./keys.ts')).revokeKey,
  'sites list': async () => (await import('./sites.ts')).listAllSites,
  'sites update': async () => (await import('./sites.ts')).updateOneSite,
  'xpubs add': async () => (await import('./xpubs.ts')).addReceivingKey,
  'xpubs list': async () => (await import('./list-xpubs.ts')).listReceivingKeys,
  'ipn-secret': async () => (await import('./ipn-secret.ts')).showNotificationSecret,
  'ipn-secret rotate': async () => (await import('./ipn-secret.ts')).rotateNotificationSecret,
  audit: async () => (await import('./audit.ts')).auditEverything,
  rescan: async () => (await import('./rescan.ts')).rescanBlocksAgain,
  listen: async () => (await import('./listen.ts')).listen,
};

export const USAGE = `opentill: a checkout server of your own

  opentill start                   run the server (--dev: with a devnet and a demo shop)
  opentill migrate                 bring the database up to date
  opentill organizations create    add a merchant           (list: show them)
  opentill keys create             make an API key          (list, rotate, revoke)
  opentill sites update            name, brand, time to pay, who may embed the checkout   (list)
  opentill xpubs add               say where payments go: an extended public key   (list)
  opentill ipn-secret              show what signs payment notifications   (rotate)
  opentill audit                   hold the books against the chains; says every difference
  opentill rescan                  mend the books by what the chain says of some blocks
  opentill listen                  forward a test account's events to a local URL

In a checkout, npm run opentill -- … runs them. --version says which version this is.
Each command has its own --help. Settings come from the environment: docs/configuration.md.
Exit codes: 0 done, 1 failed, 2 wrong command line.

Example
  opentill organizations create --name "My shop"
  opentill keys create --mode test`;
