import { createHash } from 'node:crypto';
import { expect, vi } from 'vitest';
import { createEventRenderer } from '../../compose/render-event.ts';
import { DIALECTS, type Dialect } from '../../core/dialect.ts';
import { deliverFor } from '../deliver-for.ts';
import { createReceiver, type ReceivedRequest, type Receiver } from '../receiver.ts';
import { openRefundBench } from '../refund-bench.ts';
import type { TestApi } from '../test-api.ts';
import { createSteadyAnswers, EXAMPLE_TIME } from './steady-answer.ts';
import { tellInOtherWords } from './told/dialects.ts';
import { tellOfRefunds } from './told/refunds.ts';
import { made, type ToldEvent } from './told/scene.ts';
import { tellOfSessions, tellOfUnexpectedMoney } from './told/sessions.ts';
import { tellOfSubscriptions } from './told/subscriptions.ts';

export interface RecordedDelivery {
  readonly headers: ReceivedRequest['headers'];
  /** With steady ids and times. */
  readonly body: unknown;
}

const PUBLIC_URL = 'https://pay.example.com';

/** Has everything happen that can be told of, and gives what reached the merchant's server, by the document's entries. */
export async function recordDeliveries(): Promise<Readonly<Record<string, RecordedDelivery>>> {
  const chain = { name: 'SepoliaTestnet', chainId: 11155111 };
  const environment = { OPENTILL_PUBLIC_URL: PUBLIC_URL };
  // Times are told to the minute: a busy machine must not come into the next one.
  const bench = await openRefundBench({ ...chain, environment, clock: { startAt: EXAMPLE_TIME, pace: 0.05 } });
  const receivers = new Map<Dialect | 'ipn', Receiver>();
  for (const words of [...DIALECTS, 'ipn'] as const) receivers.set(words, await createReceiver());
  const { api } = bench;
  const endpoints = new Map<Dialect, { id: string; secret: string }>();
  for (const dialect of DIALECTS) endpoints.set(dialect, await register(api, receivers.get(dialect)!, dialect));
  try {
    // The chain of the refunds has a time of its own, the server's: what puts the clock forward comes after it.
    const told = [
      ...(await tellOfRefunds(bench)),
      ...(await tellOfUnexpectedMoney(api)),
      ...(await tellInOtherWords(api, receivers.get('ipn')!.url)),
      ...(await tellOfSessions(api)),
      ...(await tellOfSubscriptions(api)),
      await tellOnRequest(api, endpoints.get('canonical')!.id),
    ];
    return await deliver(api, told, receivers);
  } finally {
    for (const receiver of receivers.values()) await receiver.close();
    await bench.close();
  }
}

async function register(api: TestApi, { url }: Receiver, dialect: Dialect) {
  const body = { url, events: ['*'], dialect };
  return made(await api.call('POST', '/webhook_endpoints', { body })) as { id: string; secret: string };
}

async function tellOnRequest(api: TestApi, endpoint: string): Promise<ToldEvent> {
  made(await api.call('POST', `/webhook_endpoints/${endpoint}/test`));
  return { entry: 'webhook.test', id: endpoint };
}

/** Sends all that waits, and picks from what arrived. */
async function deliver(
  api: TestApi,
  told: readonly ToldEvent[],
  receivers: ReadonlyMap<Dialect | 'ipn', Receiver>,
): Promise<Readonly<Record<string, RecordedDelivery>>> {
  const csrfTokenOf = (id: string) => createHash('sha256').update(id).digest('base64url');
  const worker = deliverFor(api, { renderEvent: createEventRenderer({ publicUrl: PUBLIC_URL, csrfTokenOf }) });
  const arrived = (event: ToldEvent) => findDelivery(receivers.get(wordsOf(event))!.requests, event);
  const missing = () => told.filter((event) => arrived(event) === undefined).map(({ entry }) => entry);
  // Some hundreds of messages, every event in the words of every dialect: looking at them all takes longer than a moment.
  await vi.waitFor(() => expect(missing()).toEqual([]), { timeout: 120_000, interval: 250 });
  await worker.stop();
  const steady = createSteadyAnswers();
  const recorded = told.map((event) => {
    const { headers, body } = arrived(event)!;
    return [event.entry, { headers, body: steady(JSON.parse(body), event.entry) }] as const;
  });
  return Object.fromEntries(recorded);
}

/** `radom/session.paid` is told in Radom's words, `session.paid` in our own. */
function wordsOf({ entry }: ToldEvent): Dialect | 'ipn' {
  const dialect = entry.split('/')[0]!;
  if (dialect === 'paymentgateway') return 'ipn';
  return DIALECTS.find((each) => each === dialect) ?? 'canonical';
}

function findDelivery(requests: readonly ReceivedRequest[], { entry, id }: ToldEvent): ReceivedRequest | undefined {
  const type = entry.split('/').at(-1);
  return requests.find((request) => {
    const message = JSON.parse(request.body);
    const object = message.data?.object?.id === undefined ? message.data : message.data.object;
    return (message.type ?? 'notification') === type && [object?.id, object?.endpoint, message.id].includes(id);
  });
}
