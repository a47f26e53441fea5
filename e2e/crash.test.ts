import { type OpentillEvent, webhooks } from '@opentill/sdk';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createReceiver, type Receiver } from '../packages/server/src/testing/receiver.ts';
import { createDataDir, type DevServer, removeDataDir, startDevServer } from './dev-server.ts';
import { connectDevnet } from './devnet.ts';
import { processesOf } from './processes.ts';
import { clientOf, createSession, untilStatus } from './sessions.ts';

// Whole servers start and stop here, beside everything else that runs.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 90_000 });

let dataDir: string;
let server: DevServer;
let receiver: Receiver;

beforeAll(async () => {
  dataDir = await createDataDir();
  [server, receiver] = await Promise.all([startDevServer(dataDir), createReceiver()]);
});
afterAll(async () => {
  await receiver.close();
  await server.stop().finally(() => removeDataDir(dataDir));
});

/** The chain and the database: one process each, by its first word and id. */
async function survivors(): Promise<string[]> {
  const all = await processesOf(dataDir);
  const children = all.filter(({ command }) => /anvil|postgres -D/.test(command));
  return children.map(({ pid, command }) => `${pid} ${command.split(' ')[0]}`).sort();
}

test('a server that is killed between the payment and its confirmation goes on where it was: paid, and told once', async () => {
  const opentill = clientOf(server);
  const endpoint = await opentill.webhookEndpoints.create({ url: receiver.url, events: ['*'] });
  const session = await createSession({ opentill });
  await connectDevnet(server.dev).pause();
  await opentill.test.checkoutSessions.pay(session.id, { scenario: 'exact' });
  await connectDevnet(server.dev).mine();
  await untilStatus(opentill, session.id, 'detected');
  const before = await survivors();
  expect(before).toHaveLength(2);

  await server.kill();
  expect(await survivors()).toEqual(before);
  const { dev, port } = server;
  server = await startDevServer(dataDir, port);
  expect(await survivors()).toEqual(before);
  expect(server.dev).toEqual(dev);

  await untilStatus(opentill, session.id, 'paid');
  const toldOf = async (type: string) => {
    const events = receiver.requests.map(({ body, headers }) => webhooks.verify(body, headers, endpoint.secret));
    return (await Promise.all(events)).filter((event: OpentillEvent) => event.type === type).map(({ id }) => id);
  };
  // What the killed server had claimed and not sent yet is free after half a minute.
  for (const type of ['session.created', 'session.detected', 'session.paid']) {
    await expect.poll(async () => new Set(await toldOf(type)).size, { message: type, timeout: 60_000 }).toBe(1);
  }
  const recorded = await opentill.events.list({ type: 'session.paid' });
  expect(await toldOf('session.paid')).toContain(recorded.data[0]?.id);
  expect(recorded.data).toHaveLength(1);
});
