import { join } from 'node:path';
import type { Hex } from '../../packages/server/src/core/hex.ts';
import type { SessionResource } from '../../packages/server/src/core/resource/session-resource.ts';
import { type DevServer, startDevServer } from '../dev-server.ts';
import type { Measure, Setting } from '../measure.ts';
import { type Aim, atMost, type Line } from '../result.ts';
import { percentile } from '../statistics.ts';
import { apiOf, openPage } from './customer.ts';
import { type DevnetWatch, watchDevnet } from './devnet-watch.ts';
import { type Merchant, openMerchant } from './merchant.ts';

/** Customers who pay in the same block. */
const AT_ONCE = 8;
const WAIT_MS = 30_000;

/** From a block of the devnet to what customer and merchant are told of the payments in it. */
export const detection: Measure = { name: 'detection', run };

async function run(setting: Setting): Promise<readonly Line[]> {
  const server = await startDevServer(join(setting.directory, 'data'));
  setting.defer(server.stop);
  const merchant = await openMerchant(setting);
  const watch = await watchDevnet(server.details.devnet.rpcUrl);
  setting.defer(async () => watch.close());
  await apiOf(server)('/webhook_endpoints', { url: merchant.url, events: ['session.detected'] });

  await payInOneBlock(server, watch, merchant);
  const delays: Delays[] = [];
  for (let round = 0; round < setting.rounds; round++) delays.push(...(await payInOneBlock(server, watch, merchant)));
  const rounds = setting.rounds;
  return [
    ...lines(
      'page',
      delays.map(({ page }) => page),
      rounds,
      atMost(300),
    ),
    ...lines(
      'webhook',
      delays.map(({ webhook }) => webhook),
      rounds,
      null,
    ),
  ];
}

interface Delays {
  readonly page: number;
  readonly webhook: number;
}

async function payInOneBlock(server: DevServer, watch: DevnetWatch, merchant: Merchant): Promise<Delays[]> {
  const create = apiOf(server)<SessionResource>;
  const amount = { value: '5.00', currency: 'USD' };
  const sessions = await Promise.all(Array.from({ length: AT_ONCE }, () => create('/checkout_sessions', { amount })));
  const pages = await Promise.all(sessions.map(({ id }) => openPage(server.url, id)));
  const from = server.details.devnet.payer.address;
  const hashes: Hex[] = [];
  for (const session of sessions) hashes.push(await pay(watch, from, session));
  return within(
    WAIT_MS,
    Promise.all(
      sessions.map(async ({ id }, i) => {
        const [pageAt, webhookAt] = await Promise.all([pages[i]!.changedAt, merchant.toldAt(id)]);
        const minedAt = await watch.minedAt(hashes[i]!);
        return { page: pageAt - minedAt, webhook: webhookAt - minedAt };
      }),
    ),
  );
}

function pay({ call }: DevnetWatch, from: string, { address, amount }: SessionResource): Promise<Hex> {
  if (address === null || amount === null) throw new Error('the session has nothing to pay');
  return call('eth_sendTransaction', [{ from, to: address, value: `0x${BigInt(amount.wei).toString(16)}` }]);
}

function lines(what: string, values: readonly number[], rounds: number, aim: Aim | null): Line[] {
  return [50, 99].map((percent) => ({
    name: `detection, block to ${what}, p${percent}`,
    unit: 'ms',
    value: { median: percentile(values, percent), min: Math.min(...values), max: Math.max(...values) },
    rounds,
    aim: percent === 99 ? aim : null,
    detail: `${values.length} payments, ${AT_ONCE} in a block`,
  }));
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('a payment was not told in time')), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
