import { afterEach, beforeEach } from 'vitest';
import { readConfig } from '../config.ts';
import { openShop, type Shop } from '../server.ts';
import { type StandIn, sessionOf, signed, startStandIn } from './stand-in-opentill.ts';

export interface DemoShop {
  opentill: StandIn;
  url: string;
  /** Presses "Buy" as a browser does; does not follow the redirect. */
  buy(form?: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Buys the teapot and gives the order's id and page. */
  order(): Promise<{ id: string; page: () => Promise<string> }>;
  /** Posts a signed event of a session, by default of the order's first. */
  tell(orderId: string, status: string, version: number, more?: Partial<Told>): Promise<Response>;
  close(): Promise<void>;
  /** Closes it, if it is open, and opens it again. */
  reopen(): Promise<void>;
}

interface Told {
  readonly sessionId: string;
  readonly amount: string;
  readonly secret: string;
  readonly signedAtSeconds: number;
}

/** A shop and its Opentill for each test of a file, on free ports. */
export function useDemoShop({ env = {} }: { env?: Readonly<Record<string, string>> } = {}): DemoShop {
  const demo = {} as DemoShop;
  let shop: Shop;
  const open = async () => {
    shop = await openShop(readConfig({ PORT: '0', ...demo.opentill.env, ...env }));
    demo.url = shop.url;
  };
  beforeEach(async () => {
    demo.opentill = await startStandIn();
    await open();
  });
  afterEach(async () => {
    await shop.close();
    await demo.opentill.close();
  });
  demo.close = () => shop.close();
  demo.reopen = () => shop.close().then(open);
  demo.buy = (form = { product: 'teapot' }, headers = {}) => {
    const body = new URLSearchParams(form);
    return fetch(`${demo.url}/orders`, { method: 'POST', body, headers, redirect: 'manual' });
  };
  demo.order = async () => {
    await demo.buy();
    const { orderId: id } = demo.opentill.creates.at(-1)!.body.metadata;
    return { id, page: async () => (await fetch(`${demo.url}/orders/${id}`)).text() };
  };
  demo.tell = (orderId, status, version, more = {}) => {
    const { sessionId = 'cs_1', amount = '99.00', secret = demo.opentill.env.OPENTILL_WEBHOOK_SECRET } = more;
    const data = sessionOf({ origin: demo.opentill.url, id: sessionId, orderId, amount, status });
    const event = { id: `evt_${version}`, type: `session.${status}`, version, livemode: false, data };
    return fetch(`${demo.url}/webhooks/opentill`, signed(event, secret, more.signedAtSeconds));
  };
  return demo;
}
