import type { Dialect } from '../core/dialect.ts';
import { deliverFor } from './deliver-for.ts';
import { createReceiver, type ReceivedRequest } from './receiver.ts';
import { signedWith } from './signed-with.ts';
import type { TestApi } from './test-api.ts';
import { until } from './until.ts';

export interface ToldShop {
  /** What was posted to it so far of this object, by the id that it has in the dialect's words. Throws for a bad signature. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came.
  heard(id: string): any[];
  /** Until it has been told so often of this object. */
  hears(id: string, times: number): Promise<void>;
  close(): Promise<void>;
}

/** A merchant's server with an endpoint in this dialect, made with these headers, and the worker that tells it. */
export async function openToldShop(
  api: TestApi,
  dialect: Dialect,
  events: readonly string[],
  headers: Readonly<Record<string, string>> = { authorization: `Bearer ${api.keys.test}` },
): Promise<ToldShop> {
  const receiver = await createReceiver();
  const body = { url: receiver.url, events, dialect };
  const made = await api.call('POST', '/webhook_endpoints', { key: null, headers, body });
  if (made.status !== 201) throw new Error(`no endpoint was made: ${JSON.stringify(made.body)}`);
  const worker = deliverFor(api);
  const read = ({ body: sent, headers: signed }: ReceivedRequest) => {
    if (!signedWith(made.body.secret, sent, signed))
      throw new Error('a message is not signed by the endpoint’s secret');
    return JSON.parse(sent);
  };
  const heard = (id: string) => receiver.requests.filter(({ body: sent }) => sent.includes(`"${id}"`)).map(read);
  return {
    heard,
    hears: (id, times) => until(() => heard(id).length >= times, true),
    async close() {
      await worker.stop();
      await api.call('DELETE', `/webhook_endpoints/${made.body.id}`);
      await receiver.close();
    },
  };
}
