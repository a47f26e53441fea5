import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { composeOutgoing } from '../compose/delivery.ts';
import { systemRuntime } from '../compose/system-runtime.ts';
import { type Config, createConfig } from '../config/config.ts';
import { parseApiKey } from '../core/api-key.ts';
import { findLivingApiKeys } from '../store/api-keys.ts';
import { createSecretBox } from '../store/secret-box.ts';
import { createLogger } from '../telemetry/logger.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { type DevelopmentServer, startDevelopment } from './development.ts';
import { freePort } from './free-port.ts';

let database: TestDatabase;
let config: Config;
let printed: string;
let running: DevelopmentServer | undefined;
const log = createLogger({ level: 'silent', readable: false });
const secretBox = createSecretBox(systemRuntime.randomBytes(32), systemRuntime.randomBytes);

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.close());

beforeEach(async () => {
  printed = '';
  const dataDir = await mkdtemp(path.join(tmpdir(), 'opentill-development-'));
  const variables = { OPENTILL_DATA_DIR: dataDir, PORT: String(await freePort(undefined)), NO_COLOR: '1' };
  config = createConfig(variables, { networks: [], dev: true });
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  await rm(config.dataDir, { recursive: true, force: true });
});

async function start(): Promise<DevelopmentServer> {
  const print = (text: string) => {
    printed += text;
  };
  const { findUrlFlaw } = composeOutgoing(config);
  const parts = { config, store: database.store, runtime: systemRuntime, secretBox, findUrlFlaw, log, print };
  running = await startDevelopment(parts);
  return running;
}

async function startAndAnnounce() {
  const development = await start();
  await development.announce();
  return { development, devJson: await readDevJson() };
}

const devJsonFile = () => path.join(config.dataDir, 'dev.json');
const readDevJson = async () => JSON.parse(await readFile(devJsonFile(), 'utf8'));

test('writes everything that a script needs to dev.json, and nothing else, for the owner alone', async () => {
  const { development, devJson } = await startAndAnnounce();
  const { network } = development;
  expect(devJson).toEqual({
    url: config.publicUrl,
    apiKey: expect.stringMatching(/^ck_test_/),
    siteId: expect.stringMatching(/^site_/),
    webhookSecret: expect.stringMatching(/^whsec_/),
    dashboard: null,
    devnet: {
      rpcUrl: network.rpcUrls[0],
      chainId: 31337,
      tokens: { USDC: network.spec.tokens[0]!.contract, USDT: network.spec.tokens[1]!.contract },
      payer: {
        // Anvil's first account: https://getfoundry.sh/anvil/overview
        address: '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266',
        privateKey: '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
      },
    },
  });
  expect((await stat(devJsonFile())).mode & 0o777).toBe(0o600);
});

test('greets with a command that works when it is pasted', async () => {
  const { devJson } = await startAndAnnounce();
  const command = printed.slice(printed.indexOf('curl '), printed.indexOf("}}'") + 3);
  const line = promisify(execFile)('bash', ['-c', `set -- ${command}; printf '%s\\n' "$@"`]);
  const [program, ...words] = (await line).stdout.trimEnd().split('\n');
  expect(program).toBe('curl');
  expect(words).toContain(`${config.publicUrl}/api/v1/checkout_sessions`);
  expect(words).toContain(`Authorization: Bearer ${devJson.apiKey}`);
  expect(JSON.parse(words.at(-1)!)).toEqual({ amount: { value: '99.00', currency: 'USD' } });
});

test('offers the devnet with its coin and two stablecoins, at 3 confirmations', async () => {
  const { network } = await start();
  expect(network).toMatchObject({ confirmations: 3, wsUrl: network.rpcUrls[0]!.replace('http', 'ws') });
  expect([network.spec.native, ...network.spec.tokens].map(({ symbol, decimals }) => [symbol, decimals])).toEqual([
    ['ETH', 18],
    ['USDC', 6],
    ['USDT', 6],
  ]);
});

test('a second start keeps the key, the site, the secret, the chain and the tokens', async () => {
  const first = await startAndAnnounce();
  await first.development.stop();
  const second = await startAndAnnounce();
  expect(second.devJson).toEqual(first.devJson);
});

test('a start that ended before it could write dev.json is gone on with', async () => {
  const interrupted = await start();
  await interrupted.stop();
  await expect(readDevJson()).rejects.toThrow('ENOENT');
  const { devJson } = await startAndAnnounce();
  const keys = await findLivingApiKeys(database.store, [parseApiKey(devJson.apiKey)!.hash]);
  const [key] = keys.values();
  const xpubs = await database.pool.query('SELECT 1 FROM xpubs WHERE organization_id = $1', [key!.organizationId]);
  expect(xpubs.rowCount).toBe(1);
});

test('the shop’s webhook endpoint is where the shop listens', async () => {
  await start();
  const shopPort = (await readFile(path.join(config.dataDir, 'devnet', 'shop.port'), 'utf8')).trim();
  const endpoints = await database.pool.query('SELECT url FROM webhook_endpoints WHERE url LIKE $1', [
    `%:${shopPort}/%`,
  ]);
  expect(endpoints.rowCount).toBe(1);
});
