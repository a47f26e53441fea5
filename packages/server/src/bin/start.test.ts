import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startAnvil } from '../testing/anvil.ts';
import { cleanCommands, databaseUserVariables, newDataDirectory, startCommand } from '../testing/command.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { createReceiver, stall } from '../testing/receiver.ts';
import { createTestShop, type TestShop } from '../testing/test-shop.ts';

let database: TestDatabase;
let shop: TestShop;
beforeAll(async () => {
  database = await createTestDatabase();
  shop = await createTestShop(database.url);
  await shop.start();
});
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
afterAll(async () => {
  await cleanCommands();
  await shop.close();
  await database.close();
});

describe('the running server', () => {
  it('logs JSON lines to standard output and nothing to standard error', () => {
    const lines = shop.server().stdout().trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).msg)).toContain('listening');
    expect(shop.server().stderr()).toBe('');
  });

  it('says where it really listens, whatever its public address', async () => {
    const server = startCommand(['start', '--roles', 'api'], {
      DATABASE_URL: database.url,
      OPENTILL_DATA_DIR: await newDataDirectory(),
      OPENTILL_PUBLIC_URL: 'https://pay.example.com',
      PORT: '0',
    });
    const [line] = await server.until(/^.*"msg":"listening".*$/m);
    const { address, url } = JSON.parse(line);
    expect(url).toBe('https://pay.example.com');
    expect(address).toMatch(/^127\.0\.0\.1:[1-9]\d*$/);
    expect((await fetch(`http://${address}/healthz`)).status).toBe(200);
    server.signal('SIGTERM');
    await server.ended;
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('finishes and ends with 0 at %s, also with a page open', async (name) => {
    const { checkoutUrl } = await shop.createSession();
    const page = await fetch(`${checkoutUrl}/events`);
    expect(page.headers.get('content-type')).toContain('text/event-stream');
    shop.server().signal(name);
    await page.text().catch(() => 'cut off');
    const { code, stdout, stderr } = await shop.server().ended;
    expect([code, stderr]).toEqual([0, '']);
    const messages = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).msg);
    expect(messages).toContain('stopping');
    expect(messages.at(-1)).toBe('stopped');
    await shop.start();
  });

  it('ends at once at a second Ctrl-C, where a receiver holds the first one up', async () => {
    const receiver = await createReceiver(stall);
    const { body } = await shop.call('POST', '/webhook_endpoints', { url: receiver.url, events: ['*'] });
    await shop.call('POST', `/webhook_endpoints/${body['id']}/test`);
    await receiver.received(1);
    const server = shop.server();
    server.signal('SIGINT');
    await server.until(/"msg":"stopping"/);
    server.signal('SIGINT');
    const { code, stdout } = await server.ended;
    expect(code).toBe(130);
    expect(stdout).not.toContain('"msg":"stopped"');
    await shop.call('DELETE', `/webhook_endpoints/${body['id']}`).catch(() => undefined);
    await receiver.close();
    await shop.start();
  });

  it('shares one database with others by roles, without listening where it is no api', async () => {
    const worker = startCommand(['start', '--roles', 'worker,follower'], { DATABASE_URL: database.url, PORT: '1' });
    worker.signal('SIGTERM');
    const { code, stdout } = await worker.ended;
    expect(code === 0 || code === null).toBe(true);
    expect(stdout).not.toContain('"msg":"listening"');
  });
});

describe('a network all of whose nodes serve another chain', () => {
  it('is refused at start, with the variable and without what the URL hides', async () => {
    const stranger = await startAnvil({ chainId: 31337, blockTimeSeconds: 1 });
    onTestFinished(async () => void (await stranger.stop()));
    const server = startCommand(['start'], {
      ...databaseUserVariables,
      PORT: '0',
      OPENTILL_DATA_DIR: await newDataDirectory(),
      OPENTILL_RATE_SOURCES: 'fixed',
      OPENTILL_RPC_BNB_TESTNET: `${stranger.rpcUrl}/?key=s3cret`,
    });
    const { code, stdout, stderr } = await server.ended;
    expect(code).toBe(1);
    expect(stderr).toContain('OPENTILL_RPC_BNB_TESTNET names no node of BNBTestnet (chain 97)');
    expect(stderr).toContain('serves chain 31337');
    expect(stdout + stderr).not.toContain('s3cret');
  });
});
