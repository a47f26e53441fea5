import type { Hex } from '../hex.ts';
import type { Decimal } from '../money/decimal.ts';
import type { Money } from '../money/money.ts';
import { askedAtomic } from '../pricing/quote.ts';
import type { Instant } from '../time.ts';
import { type DerivedSession, deriveSession } from './derive-session.ts';
import type { Act, ClockAdvance, ObservedTransfer, Offer, SessionFacts, SessionTerms, Watermarks } from './facts.ts';

/** The examples' zero of time: a session is created at second 0, expires at 300, its grace ends at 900. */
export const CREATED_AT: Instant = Date.UTC(2026, 2, 1, 12);
export const EXPIRES = 300;
export const GRACE_ENDS = 900;

/** A moment, in seconds after the session's creation. */
export const at = (seconds: number): Instant => CREATED_AT + seconds * 1000;

const USDC_ETHEREUM: Hex = `0x${'a1'.repeat(20)}`;
const USDC_BASE: Hex = `0x${'a2'.repeat(20)}`;
export const OTHER_TOKEN: Hex = `0x${'ee'.repeat(20)}`;

const DOLLAR: Decimal = { digits: 1n, scale: 0 };
/** At this price the total is 0.04 ETH exactly, so that shares of it are whole numbers of wei. */
const ETHER_PRICE: Decimal = { digits: 249_975n, scale: 2 };
export const TOTAL: Money = { minor: 99_99n, currency: 'USD' };

function offer(network: string, chainId: number, symbol: string, contract: Hex | null, decimals: number): Offer {
  const price = contract === null ? ETHER_PRICE : DOLLAR;
  return {
    method: `${network}:${symbol}`,
    network,
    chainId,
    symbol,
    contract,
    decimals,
    askedAtomic: askedAtomic(TOTAL, price, decimals),
    rate: contract === null ? '2499.75' : '1',
    nativeUsd: '2499.75',
    requiredConfirmations: 3,
  };
}

export const ETH = offer('Ethereum', 1, 'ETH', null, 18);
export const USDC = offer('Ethereum', 1, 'USDC', USDC_ETHEREUM, 6);
export const BASE_USDC = offer('Base', 8453, 'USDC', USDC_BASE, 6);

export const TERMS: SessionTerms = {
  total: TOTAL,
  offers: [ETH, USDC, BASE_USDC],
  underToleranceBps: 0n,
  overToleranceBps: 0n,
  ttlMs: EXPIRES * 1000,
  graceMs: (GRACE_ENDS - EXPIRES) * 1000,
  maxLifetimeMs: 3600 * 1000,
  maxExtensions: 1,
};

export interface Given {
  readonly terms?: Partial<SessionTerms>;
  readonly transfers?: readonly ObservedTransfer[];
  readonly acts?: readonly Act[];
  readonly toldPaid?: boolean;
  readonly clock?: readonly ClockAdvance[];
}

export function facts({
  terms = {},
  transfers = [],
  acts = [],
  toldPaid = false,
  clock = [],
}: Given = {}): SessionFacts {
  return { createdAt: CREATED_AT, terms: { ...TERMS, ...terms }, transfers, acts, toldPaid, clock };
}

/** `percent` of what is asked in this method, exactly. Throws where that is no whole number of atomic units. */
export function percent(offered: Offer, share: bigint): bigint {
  const product = offered.askedAtomic * share;
  if (product % 100n !== 0n) throw new RangeError(`${share} % of ${offered.askedAtomic} is not whole`);
  return product / 100n;
}

export interface Seen {
  /** Seconds after creation of the block, and of the one that confirms it; null while that one has not been read. */
  readonly arrived: number;
  readonly confirmed?: number | null;
  readonly id?: string;
}

let counter = 0;

/** A transfer in an offered method. Its block and hash follow from its id and time. */
export function transfer(
  offered: Offer,
  amountAtomic: bigint,
  { arrived, confirmed = null, id }: Seen,
): ObservedTransfer {
  counter += 1;
  const name = id ?? `t${counter}`;
  return {
    id: name,
    network: offered.network,
    blockNumber: BigInt(1_000 + arrived),
    blockHash: `0x${arrived.toString(16).padStart(64, '0')}`,
    txHash: txHashOf(name),
    position: offered.contract === null ? 'tx' : 'log:0',
    contract: offered.contract,
    listed: true,
    amountAtomic,
    arrivedAt: at(arrived),
    confirmedAt: confirmed === null ? null : at(confirmed),
  };
}

/** The hash of the transfer of that id: the id's own bytes, padded. */
export function txHashOf(id: string): Hex {
  return `0x${Buffer.from(id).toString('hex').padStart(64, '0')}`;
}

/** Every offered network read up to this second; `except` names networks read up to another. */
export function readTo(seconds: number, except: Readonly<Record<string, number>> = {}): Watermarks {
  const heights = { Ethereum: seconds, Base: seconds, ...except };
  return Object.fromEntries(Object.entries(heights).map(([network, height]) => [network, at(height)]));
}

/** The session derived when every network has been read up to `seconds` and the server's clock agrees. */
export function derivedAt(seconds: number, given: Given, watermarks: Watermarks = readTo(seconds)): DerivedSession {
  return deriveSession(facts(given), watermarks, at(seconds));
}

export function statusAt(seconds: number, given: Given, watermarks?: Watermarks): DerivedSession['status'] {
  return derivedAt(seconds, given, watermarks).status;
}
