import type { Hex } from '../core/hex.ts';
import { trimDecimal } from '../core/money/decimal.ts';
import type { Instant, Milliseconds } from '../core/time.ts';
import { draftAnswer } from './answer.ts';
import {
  DECIMALS,
  DESCRIPTION,
  decodeDecimals,
  decodeDescription,
  decodeRound,
  LATEST_ROUND_DATA,
} from './chainlink-abi.ts';
import { ONE, quotientHalfEven } from './price-arithmetic.ts';
import type { PriceText } from './price-text.ts';
import { type Pair, type PriceSource, PriceSourceError } from './source.ts';

/** The feeds of one network, read through that network's own node. */
export interface ChainlinkNetwork {
  readonly network: string;
  /** Aggregator proxies by what they price: `ETH/USD`, `USDC/USD`, `EUR/USD`. */
  readonly feeds: Readonly<Record<string, Hex>>;
  /** One `eth_call` at the latest block; rejects when the node cannot be read. */
  readonly call: (contract: Hex, data: Hex) => Promise<Hex>;
}

export interface ChainlinkOptions {
  readonly now: () => Instant;
  /** In order of preference: the first network whose feed is in order answers for a pair. */
  readonly networks: readonly ChainlinkNetwork[];
  /** Pairs whose feed is renewed once a day when quiet (stablecoins, fiat); all others are renewed hourly. */
  readonly stablecoins?: ReadonlySet<string>;
}

interface Feed {
  readonly name: string;
  readonly contract: Hex;
  readonly network: ChainlinkNetwork;
}

/** Each feed's decimals, by contract and network. */
type KnownDecimals = Map<string, number>;

/** Feeds that kept their coin's former name when it was renamed one for one. */
const FORMER_NAMES: ReadonlyMap<string, string> = new Map([['POL/USD', 'MATIC/USD']]);

const HOUR: Milliseconds = 3_600_000;
/** Chainlink renews a feed at its heartbeat at the latest; past that and a while for the block, its price is dead. */
const LATENESS: Milliseconds = 600_000;

/**
 * Chainlink's feeds on the networks themselves. All networks together are one source: they carry the same operators' prices.
 * A feed promises to be renewed whenever the price moves by its threshold, so an answer younger than its heartbeat is the
 * price of the moment it is read. USD/EUR is the inverse of the feed `EUR / USD`.
 */
export function createChainlinkSource(options: ChainlinkOptions): PriceSource {
  const decimals: KnownDecimals = new Map();
  return {
    name: 'chainlink',
    quotes: (pair) => feedsFor(pair, options).length > 0,
    async fetchPrices(pairs) {
      const draft = draftAnswer('chainlink');
      const reads = pairs.map(async (pair) => {
        draft.record(pair, await readPair(pair, options, decimals), options.now());
      });
      await Promise.all(reads);
      if (pairs.length > 0 && draft.answer.observations.length === 0)
        throw nothingRead(draft.answer.refusals[0]?.reason);
      return draft.answer;
    },
  };
}

function nothingRead(reason = 'no feed'): PriceSourceError {
  return new PriceSourceError(`Chainlink gave no price: ${reason}.`);
}

function feedName({ symbol, currency }: Pair): string {
  return symbol === 'USD' ? `${currency}/USD` : `${symbol}/${currency}`;
}

function feedsFor(pair: Pair, { networks }: ChainlinkOptions): readonly Feed[] {
  const name = feedName(pair);
  return networks.flatMap((network) => {
    const contract = Object.hasOwn(network.feeds, name) ? network.feeds[name] : undefined;
    return contract ? [{ name, contract, network }] : [];
  });
}

async function readPair(pair: Pair, options: ChainlinkOptions, decimals: KnownDecimals): Promise<PriceText> {
  const reasons: string[] = [];
  for (const feed of feedsFor(pair, options)) {
    const read = await readFeed(feed, heartbeatOf(pair, options), options.now(), decimals).catch(unreadable);
    if ('price' in read) return pair.symbol === 'USD' ? { price: quotientHalfEven(ONE, read.price) } : read;
    reasons.push(`${feed.network.network}: ${read.refused}`);
  }
  return { refused: reasons.join('; ') };
}

/** A node's error text can hold its URL, and the URL a key. */
function unreadable(): PriceText {
  return { refused: 'the node could not be read' };
}

function heartbeatOf({ symbol }: Pair, { stablecoins }: ChainlinkOptions): Milliseconds {
  return symbol === 'USD' || stablecoins?.has(symbol) ? 24 * HOUR : HOUR;
}

async function readFeed(
  feed: Feed,
  heartbeatMs: Milliseconds,
  now: Instant,
  decimals: KnownDecimals,
): Promise<PriceText> {
  const scale = await decimalsOf(feed, decimals);
  if (scale === null) return { refused: `the contract is not the feed ${feed.name}` };
  const round = decodeRound(await feed.network.call(feed.contract, LATEST_ROUND_DATA));
  if (!round) return { refused: 'malformed answer' };
  if (round.answer <= 0n) return { refused: round.answer === 0n ? 'zero' : 'negative' };
  if (round.answeredInRound < round.roundId) return { refused: 'carried over from an earlier round' };
  const ageMs = BigInt(now) - round.updatedAtSeconds * 1_000n;
  if (ageMs > BigInt(heartbeatMs + LATENESS)) return { refused: 'stale' };
  return { price: trimDecimal({ digits: round.answer, scale }) };
}

/** Asked once for each contract, together with its name: a wrong address in a configuration must not price anything. */
async function decimalsOf({ name, contract, network }: Feed, known: KnownDecimals): Promise<number | null> {
  const key = `${contract}${network.network}`;
  const remembered = known.get(key);
  if (remembered !== undefined) return remembered;
  const description = decodeDescription(await network.call(contract, DESCRIPTION));
  if (!isCalled(description, name)) return null;
  const scale = decodeDecimals(await network.call(contract, DECIMALS));
  if (scale !== null) known.set(key, scale);
  return scale;
}

function isCalled(description: string | null, name: string): boolean {
  const written = description?.replaceAll(' ', '');
  return written !== undefined && (written === name || written === FORMER_NAMES.get(name));
}
