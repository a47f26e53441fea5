import type { StoredRate } from '../core/pricing/stored-rate.ts';
import type { Instant } from '../core/time.ts';
import { createAcceptedPrices } from './accepted-prices.ts';
import type { FixedSource } from './fixed.ts';
import { createFixedBook } from './fixed-book.ts';
import { lookUpPrice } from './look-up-price.ts';
import type { RateBook } from './rate-book.ts';
import type { RateConfig } from './rate-config.ts';
import type { RateLog } from './rate-log.ts';
import { type Pair, type PriceObservation, type PriceSource, PriceSourceError, type SourceAnswer } from './source.ts';
import { createSourceHealth, type SourceHealth } from './source-health.ts';

export interface RateStore {
  load(): Promise<readonly StoredRate[]>;
  save(rates: readonly StoredRate[]): Promise<void>;
}

export interface RateBookOptions {
  readonly store: RateStore;
  readonly sources: readonly PriceSource[];
  readonly config: RateConfig;
  readonly runtime: { readonly now: () => Instant };
  readonly log: RateLog;
}

/** Longer than any source's own time limit for one request. */
const SOURCE_DEADLINE_MS = 15_000;

/** A choice of sources that must not be. */
export class RateConfigError extends Error {
  override readonly name = 'RateConfigError';
}

/**
 * The rates that quotes are made from. With the fixed source alone every price is there at once; otherwise after `load` (what
 * is stored, if young enough) or the first `refresh`.
 * @throws {RateConfigError} for no source, and for pretend prices beside real ones or on a live network.
 */
export function createRateBook(options: RateBookOptions): RateBook {
  const { sources } = options;
  const fixed = sources.find(isFixed);
  if (fixed && options.config.live) {
    throw new RateConfigError('Fixed (pretend) prices are for test networks only: choose real sources for a live one.');
  }
  if (fixed && sources.length === 1) return createFixedBook(fixed, options.config, pairsOf(options.config));
  if (fixed) throw new RateConfigError('Fixed (pretend) prices cannot be used beside real ones.');
  if (sources.length === 0) throw new RateConfigError('No price source is configured.');
  return createLiveBook(options);
}

function createLiveBook({ store, sources, config, runtime, log }: RateBookOptions): RateBook {
  const pairs = pairsOf(config);
  const accepted = createAcceptedPrices(pairs, sources, config, log);
  const health = createSourceHealth(sources, log);
  let underWay: Promise<void> | null = null;

  async function load(): Promise<void> {
    accepted.merge(await store.load());
  }
  async function refreshOnce(): Promise<void> {
    await load();
    if (someoneJustRefreshed()) return;
    const observations = await Promise.all(sources.map((source) => ask(source, pairs, health, runtime.now)));
    await store.save(accepted.judge(observations.flat(), runtime.now()));
  }
  /** Only when every coin is fresh: where one is not, this process may reach sources that the other did not. */
  function someoneJustRefreshed(): boolean {
    const youngest = runtime.now() - config.refreshMs / 2;
    const coins = pairs.filter(({ symbol }) => symbol !== 'USD');
    return coins.every((coin) => (accepted.find(coin)?.observedAt ?? 0) > youngest);
  }

  return {
    price: (symbol, currency, now) => lookUpPrice({ symbol, currency }, accepted.find, config, now),
    load,
    refresh() {
      underWay ??= refreshOnce().finally(() => {
        underWay = null;
      });
      return underWay;
    },
    status: (now) => ({ sources: health.statuses, pairs: accepted.statuses(now) }),
  };
}

function pairsOf({ coins, currencies }: RateConfig): readonly Pair[] {
  const coinPairs = coins.map((symbol) => ({ symbol, currency: 'USD' }));
  const fiatPairs = currencies.filter((code) => code !== 'USD').map((currency) => ({ symbol: 'USD', currency }));
  return [...coinPairs, ...fiatPairs];
}

/** What one source says; nothing when it fails, which its health then shows. */
async function ask(source: PriceSource, pairs: readonly Pair[], health: SourceHealth, now: () => Instant) {
  const wanted = pairs.filter((pair) => source.quotes(pair));
  if (wanted.length === 0) return [];
  try {
    const answer = await withinDeadline(source.name, source.fetchPrices(wanted));
    health.succeeded(source.name, answer, now());
    return answer.observations;
  } catch (error) {
    if (!(error instanceof PriceSourceError)) throw error;
    health.failed(source.name, error, now());
    return [] as readonly PriceObservation[];
  }
}

/** A source that never settles, whatever the reason, must not hold up the others for good. */
async function withinDeadline(name: string, answer: Promise<SourceAnswer>): Promise<SourceAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    const late = () => reject(new PriceSourceError(`${name} did not answer within ${SOURCE_DEADLINE_MS} ms.`));
    timer = setTimeout(late, SOURCE_DEADLINE_MS);
  });
  return Promise.race([answer, deadline]).finally(() => clearTimeout(timer));
}

function isFixed(source: PriceSource): source is FixedSource {
  return 'priceOf' in source;
}
