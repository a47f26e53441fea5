import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { toPublicId } from '../core/identity/public-id.ts';
import { createLogger } from '../telemetry/logger.ts';
import { answer } from '../testing/receiver.ts';
import { settled, useWebhookBench } from '../testing/use-webhook-bench.ts';
import { logAttempt } from './log-attempt.ts';

const on = useWebhookBench();

/** The lines of a worker that works at this level. */
function listen(level: string) {
  const lines: string[] = [];
  const output = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const log = createLogger({ level, readable: true, output });
  on.bench.worker({ onAttempt: (report, delivery) => logAttempt(log, report, delivery) });
  return { lines, told: (count: number) => settled(async () => expect(lines).toHaveLength(count)) };
}
const sessionId = '0193a3f0-6c1e-7cc0-8d2a-5f0d6b6f3c11';

it('warns of what failed, with the reason and the session, and is silent about what arrived', async () => {
  const shop = await on.receiver(answer(500));
  const endpoint = await on.bench.endpoint(shop.url);
  const { lines, told } = listen('info');
  await on.bench.events(1, { sessionId });
  await told(1);
  const [delivery] = await on.bench.deliveries();
  expect(lines[0]).toContain('WARN  webhook failed; it is tried again event=session.paid');
  const ids = [toPublicId('session', sessionId), toPublicId('webhookEndpoint', endpoint.id)];
  for (const id of [...ids, toPublicId('webhookDelivery', delivery!.id)]) expect(lines[0]).toContain(id);
  expect(lines[0]).toMatch(/attempt=1 responseStatus=500 error="?replied 500/);
  shop.answerWith(answer(200));
  on.bench.clock.advance(6_000);
  await on.allAre('delivered');
  expect(lines).toHaveLength(1);
});

it('names the host that cannot be reached and the next attempt, and nothing else of the URL', async () => {
  const shop = await on.receiver();
  const { port } = new URL(shop.url);
  await on.bench.endpoint(`http://127.0.0.1:${port}/hooks/path-of-theirs?token=hunter2`);
  await shop.close();
  const { lines, told } = listen('warn');
  await on.bench.events(1, { sessionId: null });
  await told(1);
  expect(lines[0]).toMatch(/session=null .*responseStatus=null error=.*ECONNREFUSED/);
  expect(lines[0]).toContain(`host=127.0.0.1:${port} `);
  const [delivery] = await on.bench.deliveries();
  expect(lines[0]).toContain(`nextAttemptAt=${new Date(delivery!.nextAttemptAt!).toISOString()}`);
  expect(lines[0]).not.toMatch(/hunter2|theirs/);
});

it('tells what arrived to who asks for everything', async () => {
  const shop = await on.receiver(answer(204));
  await on.bench.endpoint(shop.url);
  const { lines, told } = listen('debug');
  await on.bench.events(1, { sessionId });
  await told(1);
  expect(lines[0]).toMatch(/debug webhook delivered .*attempt=1 .*error=null/);
});

it('is an error when the attempts are used up', async () => {
  const shop = await on.receiver(answer(503));
  await on.bench.endpoint(shop.url);
  const { lines, told } = listen('error');
  await on.bench.events(1, { sessionId });
  for (let attempt = 1; attempt <= 10; attempt++) {
    await on.attempted(attempt);
    on.bench.clock.advance(27 * 3_600_000);
  }
  await told(1);
  expect(lines[0]).toMatch(/ERROR webhook given up .*attempt=10 .*replied 503/);
});

it('warns that an endpoint is gone', async () => {
  const shop = await on.receiver(answer(410));
  await on.bench.endpoint(shop.url);
  const { lines, told } = listen('warn');
  await on.bench.events(1, { sessionId });
  await told(1);
  expect(lines[0]).toMatch(/WARN {2}webhook endpoint is gone.*replied 410/);
});
