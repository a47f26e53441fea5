import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatDecimal } from '../core/money/decimal.ts';
import { createCoinbaseSource } from './coinbase.ts';
import { createCoinGeckoSource } from './coingecko.ts';
import { createKrakenSource } from './kraken.ts';
import { type Pair, type PriceSource, PriceSourceError, pairKey } from './source.ts';
import { coinbaseRates, coinGeckoPrices, KRAKEN_UNKNOWN_PAIR, krakenTicker } from './testing/sample-answers.ts';
import { type StandIn, startStandIn } from './testing/stand-in.ts';

const NOW = Date.UTC(2026, 0, 15, 12);
const ETH: Pair = { symbol: 'ETH', currency: 'USD' };
const USDC: Pair = { symbol: 'USDC', currency: 'USD' };
const EUR: Pair = { symbol: 'USD', currency: 'EUR' };
const JPY: Pair = { symbol: 'USD', currency: 'JPY' };

let service: StandIn;
let clock = NOW;
const now = () => clock;
beforeEach(async () => {
  clock = NOW;
  service = await startStandIn();
});
afterEach(() => service.close());

async function ask(source: PriceSource, ...pairs: Pair[]) {
  const { observations, refusals } = await source.fetchPrices(pairs);
  return {
    prices: Object.fromEntries(observations.map((one) => [pairKey(one), formatDecimal(one.price)])),
    times: observations.map(({ observedAt }) => observedAt),
    refused: Object.fromEntries(refusals.map((one) => [pairKey(one), one.reason])),
  };
}

describe('Kraken', () => {
  const kraken = (more = {}) => createKrakenSource({ now, baseUrl: service.url, ...more });

  it('gives the middle of bid and ask, in one call, with a user agent', async () => {
    service.answerBy(() => krakenTicker({ XETHZUSD: ['2500.00', '2500.20'], ZUSDZJPY: ['150.1', '150.2'] }));
    expect((await ask(kraken(), ETH, JPY)).prices).toEqual({ 'ETH/USD': '2500.1', 'USD/JPY': '150.15' });
    expect(service.asked.map(({ path, query }) => `${path} ${query.get('pair')}`)).toEqual([
      '/0/public/Ticker ETHUSD,USDJPY',
    ]);
    expect(service.asked[0]?.headers['user-agent']).toBe('opentill');
  });

  it('turns EUR/USD round into the price of a dollar in euros', async () => {
    service.answerBy(() => krakenTicker({ ZEURZUSD: ['1.25', '1.25'] }));
    expect((await ask(kraken(), EUR)).prices).toEqual({ 'USD/EUR': '0.8' });
  });

  it('refuses a market that it no longer answers for, and keeps the others', async () => {
    service.answerBy(() => krakenTicker({ XETHZUSD: ['2500', '2500'] }));
    const { prices, refused } = await ask(kraken(), ETH, USDC);
    expect(prices).toEqual({ 'ETH/USD': '2500' });
    expect(refused).toEqual({ 'USDC/USD': 'absent' });
  });

  it('asks one by one when a renamed market spoils the call, and leaves that one out for an hour', async () => {
    service.answerBy(({ query }) =>
      query.get('pair')?.includes('USDCUSD') ? KRAKEN_UNKNOWN_PAIR : krakenTicker({ XETHZUSD: ['2500', '2500'] }),
    );
    const source = kraken();
    for (const expectedCalls of [3, 4]) {
      const { prices, refused } = await ask(source, ETH, USDC);
      expect(prices).toEqual({ 'ETH/USD': '2500' });
      expect(refused).toEqual({ 'USDC/USD': 'Kraken knows no such market' });
      expect(service.asked).toHaveLength(expectedCalls);
    }
    clock = NOW + 3_600_000;
    service.answerBy(() => krakenTicker({ XETHZUSD: ['2500', '2500'], USDCUSD: ['0.9998', '1.0002'] }));
    expect((await ask(source, ETH, USDC)).prices).toEqual({ 'ETH/USD': '2500', 'USDC/USD': '1' });
  });

  it.each([
    [['0', '2500'], 'zero'],
    [['-1', '2500'], 'negative'],
    [['NaN', '2500'], 'not a number'],
    [['2501', '2500'], 'bid above ask'],
    [['2400', '2500'], 'bid and ask too far apart'],
  ] as const)('refuses bid and ask %s as %s', async (market, reason) => {
    service.answerBy(() => krakenTicker({ XETHZUSD: market }));
    expect((await ask(kraken(), ETH)).refused).toEqual({ 'ETH/USD': reason });
  });

  it('fails as a whole on any other error of its own', async () => {
    service.answerBy(() => '{"error":["EService:Unavailable"]}');
    await expect(kraken().fetchPrices([ETH])).rejects.toThrow('Kraken answered the error EService:Unavailable.');
  });
});

describe('Coinbase', () => {
  const coinbase = () => createCoinbaseSource({ now, baseUrl: service.url });

  it('gives a coin in dollars and the dollar in other currencies', async () => {
    service.answerBy(({ query }) =>
      query.get('currency') === 'ETH'
        ? coinbaseRates('ETH', { USD: '2500.123456789012345' })
        : coinbaseRates('USD', { EUR: '0.9', KWD: '0.306' }),
    );
    const { prices } = await ask(coinbase(), ETH, EUR, { symbol: 'USD', currency: 'KWD' });
    expect(prices).toEqual({ 'ETH/USD': '2500.123456789012345', 'USD/EUR': '0.9', 'USD/KWD': '0.306' });
    expect(service.asked.map(({ path, query }) => `${path} ${query.get('currency')}`).toSorted()).toEqual([
      '/v2/exchange-rates ETH',
      '/v2/exchange-rates USD',
    ]);
  });

  it('does not quote USDC, which it holds at par by its own promise', () => {
    expect(coinbase().quotes(USDC)).toBe(false);
    expect(coinbase().quotes({ symbol: 'USDT', currency: 'USD' })).toBe(true);
  });

  it('refuses an answer for another base and keeps the rest', async () => {
    service.answerBy(() => coinbaseRates('USD', { EUR: '0.9', USD: '1' }));
    const { prices, refused } = await ask(coinbase(), ETH, EUR);
    expect(prices).toEqual({ 'USD/EUR': '0.9' });
    expect(refused).toEqual({ 'ETH/USD': 'Coinbase answered for another base than ETH.' });
  });

  it('refuses a currency that is absent or zero, never assuming one to one', async () => {
    service.answerBy(() => coinbaseRates('USD', { EUR: '0' }));
    const { prices, refused } = await ask(coinbase(), EUR, JPY);
    expect(prices).toEqual({});
    expect(refused).toEqual({ 'USD/EUR': 'zero', 'USD/JPY': 'absent' });
  });

  it('counts the time that a cache has kept the answer', async () => {
    service.answerBy(() => ({
      respond: (response) => response.setHeader('age', '45').end(coinbaseRates('USD', { EUR: '0.9' })),
    }));
    expect((await ask(coinbase(), EUR)).times).toEqual([NOW - 45_000]);
  });
});

describe('CoinGecko', () => {
  const coingecko = (more = {}) => createCoinGeckoSource({ now, baseUrl: service.url, ...more });

  it('reads JSON numbers exactly, with the service’s own time', async () => {
    service.answerBy(() =>
      coinGeckoPrices({ ethereum: { usd: '2500.1234567890123456', eur: '2250.11111111011111104' } }, NOW / 1_000 - 30),
    );
    const { prices, times } = await ask(coingecko(), ETH, EUR);
    expect(prices).toEqual({ 'ETH/USD': '2500.1234567890123456', 'USD/EUR': '0.9' });
    expect(times).toEqual([NOW - 30_000, NOW - 30_000]);
  });

  it('reads a price in scientific notation', async () => {
    service.answerBy(() => coinGeckoPrices({ ethereum: { usd: '1e-7' } }, NOW / 1_000));
    expect((await ask(coingecko(), ETH)).prices).toEqual({ 'ETH/USD': '0.0000001' });
  });

  it('asks for ids, currencies, the time and full precision in one call', async () => {
    service.answerBy(() => coinGeckoPrices({}, NOW / 1_000));
    await ask(coingecko(), USDC, EUR);
    expect(service.asked.map(({ path, query }) => [path, Object.fromEntries(query)])).toEqual([
      [
        '/api/v3/simple/price',
        { ids: 'ethereum,usd-coin', vs_currencies: 'usd,eur', include_last_updated_at: 'true', precision: 'full' },
      ],
    ]);
  });

  it('sends its key in the header of its plan and never in the URL', async () => {
    service.answerBy(() => coinGeckoPrices({}, NOW / 1_000));
    await ask(coingecko({ apiKey: 'CG-secret', plan: 'pro' }), ETH);
    expect(service.asked[0]?.headers['x-cg-pro-api-key']).toBe('CG-secret');
    expect(service.asked[0]?.query.toString()).not.toContain('secret');
  });

  it('keeps its key out of its errors', async () => {
    service.answerBy(() => ({ respond: (response) => response.writeHead(401).end('bad key CG-secret') }));
    const error = await coingecko({ apiKey: 'CG-secret' })
      .fetchPrices([ETH])
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(PriceSourceError);
    expect(JSON.stringify([String(error), Object.entries(error as Error)])).not.toContain('secret');
  });

  it.each([
    ['0', 'zero'],
    ['-3', 'negative'],
    ['null', 'absent'],
    ['"NaN"', 'not a number'],
  ])('refuses %s as %s', async (json, reason) => {
    service.answerBy(() => coinGeckoPrices({ ethereum: { usd: json } }, NOW / 1_000));
    expect((await ask(coingecko(), ETH)).refused).toEqual({ 'ETH/USD': reason });
  });

  it('refuses a coin that was renamed and a price without a time', async () => {
    service.answerBy(() => '{"ethereum":{"usd":2500},"usd-coin-old":{"usd":1,"last_updated_at":1}}');
    expect((await ask(coingecko(), ETH, USDC)).refused).toEqual({ 'ETH/USD': 'without a time', 'USDC/USD': 'absent' });
  });
});

describe('any source over HTTP', () => {
  const source = (more = {}) => createCoinbaseSource({ now, baseUrl: service.url, ...more });

  it.each(['{"data":', '<html>down</html>', '', '{"data": NaN}'])('fails on what is not JSON: %j', async (body) => {
    service.answerBy(() => body);
    await expect(source().fetchPrices([ETH])).rejects.toThrow(/answered something that is not JSON\.$/);
  });

  it('fails on JSON of another shape, member by member', async () => {
    service.answerBy(() => '[1, 2]');
    await expect(source().fetchPrices([ETH])).rejects.toThrow('Coinbase answered for another base than ETH.');
  });

  it('fails on a status that is no success', async () => {
    service.answerBy(() => ({
      respond: (response) => response.writeHead(503).end(coinbaseRates('ETH', { USD: '1' })),
    }));
    await expect(source().fetchPrices([ETH])).rejects.toThrow(/answered 503\.$/);
  });

  it('says what kept it from answering, which may be this machine', async () => {
    const gone = createServer();
    await once(gone.listen(0, '127.0.0.1'), 'listening');
    const { port } = gone.address() as AddressInfo;
    await once(gone.close(), 'close');
    await expect(source({ baseUrl: `http://127.0.0.1:${port}` }).fetchPrices([ETH])).rejects.toThrow(
      /could not be read \(ECONNREFUSED\)\.$/,
    );
  });

  it('follows no redirect', async () => {
    service.answerBy(({ path }) =>
      path === '/elsewhere'
        ? coinbaseRates('ETH', { USD: '2500' })
        : { respond: (response) => response.writeHead(302, { location: '/elsewhere' }).end() },
    );
    await expect(source().fetchPrices([ETH])).rejects.toThrow(/could not be read\.$/);
    expect(service.asked).toHaveLength(1);
  });

  it('reads no more than its limit, also when the body unpacks to more', async () => {
    const huge = coinbaseRates('ETH', { USD: '2500', X: '9'.repeat(100_000) });
    service.answerBy(() => huge);
    await expect(source({ maxBytes: 50_000 }).fetchPrices([ETH])).rejects.toThrow(/answered more than 50000 bytes\.$/);
    service.answerBy(() => ({
      respond: (response) => response.setHeader('content-encoding', 'gzip').end(gzipSync(huge)),
    }));
    await expect(source({ maxBytes: 50_000 }).fetchPrices([ETH])).rejects.toThrow(/answered more than 50000 bytes\.$/);
  });

  it('gives up on a service that never answers, and on one that stops in the middle', async () => {
    service.answerBy(() => ({ respond: () => {} }));
    await expect(source({ timeoutMs: 50 }).fetchPrices([ETH])).rejects.toThrow(/did not answer within 50 ms\.$/);
    service.answerBy(() => ({ respond: (response) => response.write('{"data":') }));
    await expect(source({ timeoutMs: 50 }).fetchPrices([ETH])).rejects.toThrow(/did not answer within 50 ms\.$/);
  });

  it('fails where nobody listens', async () => {
    await service.close();
    await expect(source().fetchPrices([ETH])).rejects.toThrow(PriceSourceError);
  });
});
