import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { showIpnSecret } from '../../../operations/ipn-secret.ts';
import { curlRequest } from '../../../testing/curl-command.ts';
import { deliverFor } from '../../../testing/deliver-for.ts';
import { useGateway } from '../../../testing/use-gateway.ts';

const on = useGateway();
const guide = await readFile(new URL('../../../../../../docs/dialects/paymentgateway.md', import.meta.url), 'utf8');
const blocks = (language: string) =>
  [...guide.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))].map((match) => match[1]!);
const commands = blocks('sh').filter((block) => block.startsWith('curl'));

async function run(command: string, variables: Readonly<Record<string, string>> = {}) {
  const key = on.api.keys.test.replace('ck_', 'sk_');
  const { method, url, headers, payload } = curlRequest(command, {
    OPENTILL: '',
    KEY: key,
    SITE: on.site,
    ...variables,
  });
  const answer = await on.api.app.inject({
    method: method as 'GET',
    url,
    headers,
    ...(payload !== undefined && { payload }),
  });
  expect(answer.statusCode).toBe(200);
  return answer.json();
}

describe('the guide’s commands', () => {
  it('create, read, list and change a checkout', async () => {
    const [create, read, list, change] = commands;
    const created = await run(create!);
    expect(Object.keys(created)).toEqual(Object.keys(JSON.parse(blocks('json')[0]!)));
    const CHECKOUT = created.shortCode;
    expect(await run(read!, { CHECKOUT })).toMatchObject({
      id: created.id,
      amount: 9900,
      externalReference: 'order-123',
    });
    expect(await run(list!)).toMatchObject({ page: 1, limit: 20 });
    expect(await run(change!, { CHECKOUT })).toMatchObject({ id: created.id, externalReference: 'order-124' });
    expect(commands).toHaveLength(4);
  });
});

describe('the guide’s receiver', () => {
  let directory: string;
  let receiver: ChildProcess;
  let lines: AsyncIterator<string>;
  let port: string;
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'opentill-ipn-'));
    await writeFile(path.join(directory, 'receiver.mjs'), blocks('js')[0]!);
    const scope = { organizationId: on.api.organizationId, livemode: false };
    const deps = { runtime: on.api.clock, secretBox: on.api.secretBox };
    const secret = await showIpnSecret(deps, on.api.database.store, scope);
    receiver = spawn(process.execPath, ['receiver.mjs'], {
      cwd: directory,
      env: { PATH: process.env['PATH'], PORT: '0', IPN_SECRET: secret },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    lines = createInterface({ input: receiver.stdout! })[Symbol.asyncIterator]();
    port = (await lines.next()).value!.split(' ').at(-1)!;
  });
  afterAll(async () => {
    const exited = once(receiver, 'exit');
    receiver.kill();
    await exited;
    await rm(directory, { recursive: true });
  });

  it('takes a genuine notification', async () => {
    const ipnUrl = `http://127.0.0.1:${port}/ipn`;
    const { body } = await on.create({ ipnUrl, externalReference: 'order-123' });
    const worker = deliverFor(on.api);
    await on.api.app.inject({ method: 'GET', url: `/checkout/${body.shortCode}` });
    expect((await lines.next()).value).toBe('order-123 -1');
    await worker.stop();
  });

  it('refuses one that nobody signed', async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/ipn`, { method: 'POST', body: '{"status":1}' });
    expect(answer.status).toBe(400);
  });
});

describe('the guide’s notification', () => {
  it('has the fields that are sent, in their order', async () => {
    const { presentPaymentGatewayEvent } = await import('./present-event.ts');
    const { body } = await on.create({ externalReference: 'order-123' });
    const { body: data } = await on.call('GET', `/api/v1/checkout_sessions/${body.sessionPublicId}`);
    const event = { organizationId: '', id: '', livemode: false, type: 'session.paid', version: 3, createdAt: 0, data };
    const context = { organizationId: '', publicUrl: '', csrfTokenOf: () => '' };
    const sent = presentPaymentGatewayEvent(event, context);
    expect(Object.keys(sent)).toEqual(Object.keys(JSON.parse(blocks('json')[1]!)));
  });
});
