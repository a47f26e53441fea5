import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseXpub } from '../networks/evm/address.ts';
import { banner } from './banner.ts';
import { type DevJson, writeDevJson } from './dev-json.ts';
import { loadMerchantXpub } from './merchant.ts';
import { keptShopPort } from './shop-port.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'opentill-dev-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const DEV_JSON: DevJson = {
  url: 'http://localhost:4242',
  apiKey: 'ck_test_x',
  siteId: 'site_x',
  webhookSecret: 'whsec_x',
  dashboard: null,
  devnet: {
    rpcUrl: 'http://127.0.0.1:8545',
    chainId: 31337,
    tokens: { USDC: '0x01', USDT: '0x02' },
    payer: { address: '0x03', privateKey: '0x04' },
  },
};

describe('dev.json', () => {
  const file = () => path.join(dataDir, 'dev.json');

  test('holds what it is given and can be read by its owner alone, also where it stood open before', async () => {
    await writeFile(file(), '{}', { mode: 0o644 });
    await writeDevJson(dataDir, DEV_JSON);
    expect(JSON.parse(await readFile(file(), 'utf8'))).toEqual(DEV_JSON);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
  });
});

describe('the merchant', () => {
  test('has the same wallet at the next start, and every data directory another', async () => {
    const xpub = await loadMerchantXpub(dataDir);
    expect(await loadMerchantXpub(dataDir)).toBe(xpub);
    expect(await loadMerchantXpub(path.join(dataDir, 'other'))).not.toBe(xpub);
  });

  test('has an account-level xpub that an operator could use too', async () => {
    const reading = parseXpub(await loadMerchantXpub(dataDir));
    expect(reading.outcome).not.toBe('refused');
  });

  test('keeps its 12 words for the owner alone', async () => {
    await loadMerchantXpub(dataDir);
    const file = path.join(dataDir, 'devnet', 'merchant-mnemonic.txt');
    expect((await readFile(file, 'utf8')).trim().split(' ')).toHaveLength(12);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });
});

describe('the shop’s port', () => {
  const taken: Server[] = [];
  afterEach(() => {
    for (const server of taken.splice(0)) server.close();
  });

  /** A port of which the next one is free too, as far as one can know. */
  async function take(port = 0): Promise<number> {
    const server = createServer().listen(port, '127.0.0.1');
    taken.push(server);
    await once(server, 'listening');
    return (server.address() as { port: number }).port;
  }

  test('is the one after the server’s, and stays when the server moves', async () => {
    const server = await take();
    const port = await keptShopPort({ dataDir, port: server });
    expect(await keptShopPort({ dataDir, port: server + 100 })).toBe(port);
  });

  test('is another free one where that is taken', async () => {
    const first = await take();
    const port = await keptShopPort({ dataDir, port: first - 1 });
    expect(port).not.toBe(first);
    await expect(take(port)).resolves.toBe(port);
  });
});

describe('the banner', () => {
  const facts = {
    url: 'http://localhost:4242',
    shopUrl: 'http://localhost:4243',
    apiKey: 'ck_test_abc',
    siteId: 'site_abc',
    rpcUrl: 'http://127.0.0.1:8545',
    devJson: '.opentill/dev.json',
  };

  test('says where everything is', () => {
    const text = banner(facts, { colour: false });
    for (const each of [...Object.values(facts), 'http://localhost:4242/docs']) expect(text).toContain(each);
  });

  test('has colours only where they are wanted', () => {
    expect(banner(facts, { colour: false })).not.toContain('\u001b');
    expect(banner(facts, { colour: true })).toContain('\u001b[');
  });
});
