import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { formatDecimal } from '../core/money/decimal.ts';
import { loadRates, saveRates } from '../store/rates.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { createRateBook } from './create-rate-book.ts';
import { createSources, type SourceName } from './create-sources.ts';
import type { RateBook } from './rate-book.ts';
import { RATE_DEFAULTS } from './rate-config.ts';
import { recordingLog } from './testing/recording-log.ts';
import { coinbaseRates, coinGeckoPrices, krakenTicker } from './testing/sample-answers.ts';
import { type StandIn, startStandIn } from './testing/stand-in.ts';

const START = Date.UTC(2026, 0, 15, 12);
const DOWN = { respond: (response: { destroy(): void }) => response.destroy() };

let database: TestDatabase;
let kraken: StandIn;
let coinbase: StandIn;
let coingecko: StandIn;
let clock = START;
const now = () => clock;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  clock = START;
  await database.store.deleteFrom('rates').execute();
  [kraken, coinbase, coingecko] = await Promise.all([startStandIn(), startStandIn(), startStandIn()]);
});
afterEach(() => Promise.all([kraken.close(), coinbase.close(), coingecko.close()]));

/** A book as one process of the server has it. */
function openBook(names: readonly SourceName[] = ['kraken', 'coinbase', 'coingecko']) {
  const { log, lines } = recordingLog();
  const baseUrls = { kraken: kraken.url, coinbase: coinbase.url, coingecko: coingecko.url };
  const book = createRateBook({
    store: { load: () => loadRates(database.store), save: (rates) => saveRates(database.store, rates) },
    sources: createSources({ names, now, baseUrls, timeoutMs: 1_000 }),
    config: {
      ...RATE_DEFAULTS,
      live: false,
      coins: ['ETH', 'USDC'],
      currencies: ['USD', 'EUR', 'XOF'],
      stablecoins: new Map([['USDC', 'USD']]),
    },
    runtime: { now },
    log,
  });
  return { book, lines };
}

function krakenSays(eth: string, usdc = '1', dollarsPerEuro = '1.25'): void {
  kraken.answerBy(() =>
    krakenTicker({ XETHZUSD: [eth, eth], USDCUSD: [usdc, usdc], ZEURZUSD: [dollarsPerEuro, dollarsPerEuro] }),
  );
}
function coinbaseSays(eth: string, euros = '0.8', francs = '600'): void {
  coinbase.answerBy(({ query }) =>
    query.get('currency') === 'ETH'
      ? coinbaseRates('ETH', { USD: eth })
      : coinbaseRates('USD', { EUR: euros, XOF: francs }),
  );
}
function coingeckoSays(eth: string, usdc = '1', ethInEuros = '2000'): void {
  coingecko.answerBy(() =>
    coinGeckoPrices({ ethereum: { usd: eth, eur: ethInEuros }, 'usd-coin': { usd: usdc } }, clock / 1_000),
  );
}
function allSay(eth: string): void {
  krakenSays(eth);
  coinbaseSays(eth);
  coingeckoSays(eth);
}

function price(book: RateBook, symbol: string, currency: string): string {
  const found = book.price(symbol, currency, clock);
  return 'unavailable' in found ? found.unavailable : formatDecimal(found.price);
}

async function refreshAfter(book: RateBook, seconds: number): Promise<void> {
  clock += seconds * 1_000;
  await book.refresh();
}

describe('the rate book', () => {
  it('has no price before it has asked, and the median after', async () => {
    const { book } = openBook();
    expect(price(book, 'ETH', 'USD')).toBe('never_priced');
    krakenSays('2500');
    coinbaseSays('2510');
    coingeckoSays('2490.5');
    await book.refresh();
    expect(price(book, 'ETH', 'USD')).toBe('2500');
    expect(price(book, 'USDC', 'USD')).toBe('1');
    expect(book.price('ETH', 'USD', clock)).toMatchObject({ observedAt: START });
  });

  it('prices in a currency that one source alone quotes, and in dollars without any cross', async () => {
    allSay('2500');
    const { book } = openBook();
    await book.refresh();
    expect(price(book, 'ETH', 'EUR')).toBe('2000');
    expect(price(book, 'ETH', 'XOF')).toBe('1500000');
    expect(price(book, 'ETH', 'GBP')).toBe('never_priced');
  });

  it('keeps the last good price while too few sources answer, until it is ten minutes old', async () => {
    allSay('2500');
    const { book, lines } = openBook();
    await book.refresh();
    kraken.answerBy(() => DOWN);
    coingecko.answerBy(() => '{"ethereum":');
    await refreshAfter(book, 20);
    expect(price(book, 'ETH', 'USD')).toBe('2500');
    await refreshAfter(book, 580);
    expect(price(book, 'ETH', 'USD')).toBe('2500');
    clock += 1;
    expect(price(book, 'ETH', 'USD')).toBe('too_old');
    expect(lines).toContain('source failed kraken');
    expect(lines).toContain('price refused ETH/USD too_few_sources');
    expect(lines.filter((line) => line === 'source failed kraken')).toHaveLength(1);
  });

  it('recovers by itself when the sources do, and says so', async () => {
    const { book, lines } = openBook();
    for (const service of [kraken, coinbase, coingecko]) service.answerBy(() => DOWN);
    await book.refresh();
    expect(price(book, 'ETH', 'USD')).toBe('never_priced');
    allSay('2500');
    await refreshAfter(book, 20);
    expect(price(book, 'ETH', 'USD')).toBe('2500');
    expect(lines).toContain('source recovered kraken');
    expect(lines).toContain('price restored ETH/USD');
  });

  it('refuses when its two sources disagree, and drops the wrong one of three', async () => {
    krakenSays('2500');
    coinbaseSays('2600');
    const two = openBook(['kraken', 'coinbase']);
    await two.book.refresh();
    expect(price(two.book, 'ETH', 'USD')).toBe('never_priced');
    expect(two.lines).toContain('price refused ETH/USD sources_disagree');
    coingeckoSays('25000');
    coinbaseSays('2510');
    const three = openBook();
    await three.book.refresh();
    expect(price(three.book, 'ETH', 'USD')).toBe('2505');
  });

  it('does not use what a source says of a minute ago', async () => {
    krakenSays('2500');
    coinbase.answerBy(() => DOWN);
    coingecko.answerBy(() => coinGeckoPrices({ ethereum: { usd: '2500' } }, clock / 1_000 - 61));
    const { book } = openBook();
    await book.refresh();
    expect(price(book, 'ETH', 'USD')).toBe('never_priced');
    const [ethereum] = book.status(clock).pairs;
    expect(ethereum).toMatchObject({
      refused: 'too_few_sources',
      setAside: [{ source: 'coingecko', reason: 'stale' }],
    });
  });

  it('takes a step of more than 20 % that two sources show', async () => {
    allSay('2500');
    const { book } = openBook();
    await book.refresh();
    krakenSays('1500');
    coinbaseSays('1500');
    coingeckoSays('1500', '1', '1200');
    await refreshAfter(book, 20);
    expect(price(book, 'ETH', 'USD')).toBe('1500');
  });

  it('does not take a step of more than 20 % in a fiat rate that one source alone shows', async () => {
    allSay('2500');
    const { book, lines } = openBook();
    await book.refresh();
    coinbaseSays('2500', '0.8', '6');
    await refreshAfter(book, 20);
    expect(price(book, 'ETH', 'XOF')).toBe('1500000');
    expect(lines).toContain('price refused USD/XOF step_unconfirmed');
  });

  it('refuses a stablecoin off its peg, only that one, and takes it back when it returns', async () => {
    krakenSays('2500', '0.93');
    coinbaseSays('2500');
    coingeckoSays('2500', '0.931');
    const { book } = openBook();
    await book.refresh();
    expect(price(book, 'USDC', 'USD')).toBe('off_peg');
    expect(price(book, 'ETH', 'USD')).toBe('2500');
    krakenSays('2500', '0.998');
    coingeckoSays('2500', '0.998');
    await refreshAfter(book, 20);
    expect(price(book, 'USDC', 'USD')).toBe('0.998');
  });

  it('a source without a usable answer for one coin still counts for the others', async () => {
    kraken.answerBy(() => krakenTicker({ XETHZUSD: ['2500', '2500'], USDCUSD: ['NaN', '0'] }));
    coinbaseSays('2500');
    coingecko.answerBy(() => DOWN);
    const { book, lines } = openBook();
    await book.refresh();
    expect(price(book, 'ETH', 'USD')).toBe('2500');
    expect(price(book, 'USDC', 'USD')).toBe('never_priced');
    expect(lines).toContain('refused by kraken: USDC/USD zero, USD/EUR absent');
  });
});

describe('several processes', () => {
  it('a restarted one uses the stored price while it is young enough, and not after', async () => {
    allSay('2500.125');
    await openBook().book.refresh();
    for (const service of [kraken, coinbase, coingecko]) service.answerBy(() => DOWN);
    clock = START + 600_000;
    const { book } = openBook();
    await book.load();
    expect(price(book, 'ETH', 'USD')).toBe('2500.125');
    expect(price(book, 'ETH', 'EUR')).toBe('2000.1');
    clock += 1;
    expect(price(book, 'ETH', 'USD')).toBe('too_old');
  });

  it('share one round of questions', async () => {
    allSay('2500');
    const first = openBook().book;
    const second = openBook().book;
    await first.refresh();
    expect(kraken.asked).toHaveLength(1);
    clock += 5_000;
    await second.refresh();
    expect(kraken.asked).toHaveLength(1);
    expect(price(second, 'ETH', 'USD')).toBe('2500');
    await refreshAfter(second, 15);
    expect(kraken.asked).toHaveLength(2);
  });

  it('ask anew when the other could not price every coin', async () => {
    coinbaseSays('2500');
    kraken.answerBy(() => DOWN);
    coingecko.answerBy(() => DOWN);
    const first = openBook().book;
    await first.refresh();
    expect(price(first, 'ETH', 'USD')).toBe('never_priced');
    allSay('2500');
    const second = openBook().book;
    await second.refresh();
    expect(price(second, 'ETH', 'USD')).toBe('2500');
  });

  it('never put an older price over a newer one', async () => {
    const rate = (digits: bigint, observedAt: number) => ({
      symbol: 'ETH',
      currency: 'USD',
      price: { digits, scale: 2 },
      observedAt,
      sources: ['kraken', 'coinbase'],
    });
    await saveRates(database.store, [rate(250_001n, START)]);
    await saveRates(database.store, [rate(100n, START - 1)]);
    expect(await loadRates(database.store)).toEqual([rate(250_001n, START)]);
  });

  it('hold each question once, however often a refresh is asked for', async () => {
    allSay('2500');
    const { book } = openBook();
    await Promise.all([book.refresh(), book.refresh(), book.refresh()]);
    expect(kraken.asked).toHaveLength(1);
  });
});

describe('the status', () => {
  it('shows each source’s last success and error, and each pair’s age', async () => {
    allSay('2500');
    const { book } = openBook();
    await book.refresh();
    kraken.answerBy(() => ({ respond: (response) => response.writeHead(500).end() }));
    await refreshAfter(book, 20);
    clock += 3_000;
    const { sources, pairs } = book.status(clock);
    expect(sources.find(({ name }) => name === 'kraken')).toMatchObject({
      lastSuccessAt: START,
      lastErrorAt: START + 20_000,
      lastError: `${kraken.url}/0/public/Ticker answered 500.`,
    });
    expect(pairs.find(({ symbol }) => symbol === 'ETH')).toMatchObject({
      ageMs: 3_000,
      refused: null,
      rate: { sources: ['coinbase', 'coingecko'] },
    });
  });
});
