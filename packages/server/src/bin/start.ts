import { type Config, createConfig, ROLES, type Role } from '../config/config.ts';
import { readEnvironment } from '../config/env.ts';
import { NETWORKS } from '../config/networks.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { complain, remark } from './print.ts';
import { warnings } from './start-warnings.ts';
import { UsageError } from './usage.ts';

export const start: Command = {
  help: `opentill start: run the server

  --dev            with a devnet (a real EVM node of its own), a demo shop and a ready-made test key; test mode only
  --roles a,b      only these of api, follower, worker; for several processes on one DATABASE_URL   [all]

Without DATABASE_URL it runs a private PostgreSQL in the data directory. Settings come from the environment:
PORT [4242], OPENTILL_PUBLIC_URL, OPENTILL_DATA_DIR [.opentill], OPENTILL_RPC_<NETWORK> …: docs/configuration.md.
Ctrl-C or SIGTERM finishes what is under way and stops; a second one stops at once.

Example
  OPENTILL_PUBLIC_URL=https://pay.example.com OPENTILL_RPC_BASE=https://… opentill start`,
  outlivesItsReader: true,
  async run(args) {
    const { values } = readArguments(args, { dev: { type: 'boolean', default: false }, roles: { type: 'string' } });
    const roles = values.roles?.split(',').map(toRole);
    const environment = readEnvironment();
    const config = createConfig(environment, { networks: NETWORKS, dev: values.dev, ...(roles && { roles }) });
    for (const warning of warnings(config, environment)) complain(warning);
    return serve(config);
  },
};

async function serve(config: Config): Promise<number> {
  const signal = awaitSignal();
  const { startServer } = await import('../app.ts');
  const server = await startServer(config);
  signal.started();
  await signal.received;
  await server.stop();
  return 0;
}

function toRole(text: string): Role {
  if ((ROLES as readonly string[]).includes(text)) return text as Role;
  throw new UsageError(`--roles takes ${ROLES.join(', ')}, separated by commas.`);
}

/** Interrupted by hand, as shells count it: 128 and the signal's number. */
const INTERRUPTED = 130;

/** `received` resolves at the first SIGINT or SIGTERM; a second one does not wait for the drain. */
function awaitSignal() {
  const { promise, resolve } = Promise.withResolvers<void>();
  let asked = false;
  let isUp = false;
  const onSignal = () => {
    if (asked) process.exit(INTERRUPTED);
    asked = true;
    if (!isUp) remark('Stopping as soon as the start is through; a second signal stops at once.');
    resolve();
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, onSignal);
  const started = () => {
    isUp = true;
  };
  return { received: promise, started };
}
