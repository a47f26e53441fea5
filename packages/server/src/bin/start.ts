import { parseArgs } from 'node:util';
import { startServer } from '../app.ts';
import { createConfig, ROLES, type Role } from '../config/config.ts';
import { readEnvironment } from '../config/env.ts';
import { NETWORKS } from '../config/networks.ts';
import type { Command } from './commands.ts';
import { UsageError } from './usage.ts';

export const start: Command = {
  help: `opentill start: run the server

  --dev            with a devnet (a real EVM node of its own), a demo shop and a ready-made test key; test mode only
  --roles a,b      only these of api, follower, worker; for several processes on one DATABASE_URL   [all]

Without DATABASE_URL it runs a private PostgreSQL in the data directory. Settings come from the environment:
PORT [4242], OPENTILL_PUBLIC_URL, OPENTILL_DATA_DIR [.opentill], OPENTILL_RPC_<NETWORK> …: docs/configuration.md.
Ctrl-C finishes what is under way and stops; a second Ctrl-C stops at once.

Example
  OPENTILL_PUBLIC_URL=https://pay.example.com OPENTILL_RPC_BASE=https://… opentill start`,
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: { dev: { type: 'boolean', default: false }, roles: { type: 'string' } },
    });
    const roles = values.roles?.split(',').map(toRole);
    const config = createConfig(readEnvironment(), { networks: NETWORKS, dev: values.dev, ...(roles && { roles }) });
    const stop = stopSignal();
    const server = await startServer(config);
    await Promise.race([stop, server.failed]);
    await server.stop();
    return server.hasFailed() ? 1 : 0;
  },
};

function toRole(text: string): Role {
  if ((ROLES as readonly string[]).includes(text)) return text as Role;
  throw new UsageError(`--roles takes ${ROLES.join(', ')}: not «${text}».`);
}

/** Resolves at the first SIGINT or SIGTERM; a second one does not wait for the drain. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const onSignal = () => {
      if (asked) process.exit(130);
      asked = true;
      resolve();
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
}
