import type { AssetSpec, NetworkConfig } from '../config/network-spec.ts';
import { assuranceOf, baseRequirement } from '../core/chain/assurance.ts';
import type { InternalTransfers } from '../core/chain/source.ts';
import type { Decimal } from '../core/money/decimal.ts';
import { formatDecimal } from '../core/money/decimal.ts';
import type { Money } from '../core/money/money.ts';
import { askedAtomic } from '../core/pricing/quote.ts';
import { requirementFor } from '../core/pricing/requirement.ts';
import type { Offer } from '../core/session/facts.ts';
import type { Instant } from '../core/time.ts';
import { type Refusal, refuse } from './refusal.ts';

/** The most that one payment may ask, in whole units of any asset: above it a typing mistake is likelier than a sale. */
export const MAX_WHOLE_UNITS = 1_000_000_000n;

/** A price, or why there is none that can be trusted. */
export type PriceLookup = (
  symbol: string,
  currency: string,
  now: Instant,
) => { readonly price: Decimal } | { readonly unavailable: string };

export interface MethodCatalogue {
  /** The networks that are switched on, in the operator's order. */
  readonly networks: readonly NetworkConfig[];
  readonly isHealthy: (network: string) => boolean;
  /** Whether native coin moved inside transactions is found by itself; `manual` where absent. */
  readonly internalTransfers?: (network: string) => InternalTransfers;
  readonly price: PriceLookup;
}

/** `Base:USDC`, or the network's name and the token's contract (null for the native coin). */
export type MethodReference = string | { readonly network: string; readonly token?: string | null | undefined };

export interface Method {
  readonly id: string;
  readonly network: NetworkConfig;
  readonly asset: AssetSpec;
}

function methodId(network: string, symbol: string): string {
  return `${network}:${symbol}`;
}

/** Every method that keys of this mode can offer, native coins first on each network. */
export function methodsOf(catalogue: MethodCatalogue, livemode: boolean): readonly Method[] {
  return catalogue.networks
    .filter((network) => network.spec.livemode === livemode)
    .flatMap((network) =>
      [network.spec.native, ...network.spec.tokens].map((asset) => ({
        id: methodId(network.spec.name, asset.symbol),
        network,
        asset,
      })),
    );
}

/** The method that a request names; says whether the network or the asset on it is what is unknown. */
function findMethod(methods: readonly Method[], reference: MethodReference, param: string): Method | Refusal {
  const network = typeof reference === 'string' ? reference.split(':')[0]! : reference.network;
  const ofNetwork = methods.filter((method) => method.network.spec.name === network);
  if (ofNetwork.length === 0) {
    const known = [...new Set(methods.map((method) => method.network.spec.name))].join(', ') || 'none';
    const field = typeof reference === 'string' ? param : `${param}.network`;
    return refuse(
      'network_unknown',
      `No network «${network}» is switched on for this key. Switched on: ${known}.`,
      field,
    );
  }
  const found =
    typeof reference === 'string'
      ? ofNetwork.find((method) => method.id === reference)
      : ofNetwork.find((method) => (method.asset.contract ?? null) === (reference.token?.toLowerCase() ?? null));
  if (found) return found;
  const offered = ofNetwork.map((method) => method.id).join(', ');
  return refuse('method_not_offered', `This asset is not on offer on ${network}. On offer there: ${offered}.`, param);
}

/** The ids of the methods that are named, each once, whether or not they have a price at the moment. */
export function methodIds(
  catalogue: MethodCatalogue,
  livemode: boolean,
  references: readonly MethodReference[],
): readonly string[] | Refusal {
  const methods = methodsOf(catalogue, livemode);
  const ids = new Set<string>();
  for (const [index, reference] of references.entries()) {
    const method = findMethod(methods, reference, `allowedMethods.${index}`);
    if ('outcome' in method) return method;
    ids.add(method.id);
  }
  return [...ids];
}

type Quote = Offer | 'no_rate' | 'too_large';

export function quote(method: Method, total: Money, catalogue: MethodCatalogue, now: Instant): Quote {
  const { network, asset } = method;
  const price = catalogue.price(asset.pricedAs, total.currency, now);
  const nativeUsd = catalogue.price(network.spec.native.pricedAs, 'USD', now);
  if ('unavailable' in price || 'unavailable' in nativeUsd) return 'no_rate';
  const asked = askedAtomic(total, price.price, asset.decimals);
  if (asked > MAX_WHOLE_UNITS * 10n ** BigInt(asset.decimals)) return 'too_large';
  const usd = catalogue.price(asset.pricedAs, 'USD', now);
  const prices = { price: price.price, usd: 'price' in usd ? usd.price : null };
  const required = requirementFor(baseRequirement(network), assuranceOf(network).tiers, total, prices);
  return {
    method: method.id,
    network: network.spec.name,
    chainId: network.spec.chainId,
    symbol: asset.symbol,
    contract: asset.contract,
    decimals: asset.decimals,
    askedAtomic: asked,
    rate: formatDecimal(price.price),
    nativeUsd: formatDecimal(nativeUsd.price),
    requiredConfirmations: required.confirmations,
    ...(required.finality && { requiredFinality: required.finality }),
  };
}

export interface OfferRequest {
  readonly livemode: boolean;
  readonly total: Money;
  readonly allowed: readonly MethodReference[] | undefined;
  readonly named: MethodReference | undefined;
  /** The site's default method, where it has one. */
  readonly preferred: string | null;
  readonly now: Instant;
}

export interface MadeOffer {
  readonly outcome: 'offered';
  readonly offers: readonly Offer[];
  /** The method that the session starts on. */
  readonly method: string;
  /** The caller named it. */
  readonly chosen: boolean;
}

/**
 * Quotes every allowed method that has a trustworthy price and a network that can be read. A method without either is
 * left out; the request fails only when the named method, or all of them, are out.
 */
export function offerMethods(catalogue: MethodCatalogue, request: OfferRequest): MadeOffer | Refusal {
  const wanted = wantedMethods(methodsOf(catalogue, request.livemode), request);
  if ('outcome' in wanted) return wanted;
  const { methods, named } = wanted;

  const healthy = methods.filter((method) => catalogue.isHealthy(method.network.spec.name));
  const quotes = healthy.map((method) => quote(method, request.total, catalogue, request.now));
  const offers = quotes.filter((made): made is Offer => typeof made === 'object');

  if (named) {
    const index = healthy.indexOf(named);
    if (index < 0)
      return refuse('network_unavailable', `${named.network.spec.label} cannot be read at the moment.`, 'method');
    if (typeof quotes[index] !== 'object') return noQuote([quotes[index]!], request.total.currency);
  }
  if (offers.length === 0) {
    return healthy.length === 0
      ? refuse('network_unavailable', 'None of the offered networks can be read at the moment.')
      : noQuote(quotes, request.total.currency);
  }
  const start = offers.find((offer) => offer.method === (named?.id ?? request.preferred)) ?? offers[0]!;
  return { outcome: 'offered', offers, method: start.method, chosen: named !== undefined };
}

function wantedMethods(
  all: readonly Method[],
  { allowed, named, livemode }: OfferRequest,
): { methods: readonly Method[]; named: Method | undefined } | Refusal {
  if (all.length === 0) return noNetwork(livemode);
  const methods: Method[] = [];
  for (const [index, reference] of (allowed ?? []).entries()) {
    const method = findMethod(all, reference, `allowedMethods.${index}`);
    if ('outcome' in method) return method;
    if (!methods.includes(method)) methods.push(method);
  }
  const offered = methods.length > 0 ? methods : all;
  if (named === undefined) return { methods: offered, named: undefined };
  const method = findMethod(all, named, 'method');
  if ('outcome' in method) return method;
  if (!offered.includes(method)) {
    return refuse('method_not_offered', `\`method\` (${method.id}) is not among \`allowedMethods\`.`, 'method');
  }
  return { methods: offered, named: method };
}

/** Nothing that passes by itself: the operator has to switch one on. */
function noNetwork(livemode: boolean): Refusal {
  return refuse(
    'no_network',
    `This server has no ${livemode ? 'live' : 'test'} network switched on. Its operator sets OPENTILL_RPC_<NETWORK>, such as ${livemode ? 'OPENTILL_RPC_BASE' : 'OPENTILL_RPC_SEPOLIA_TESTNET'}, and starts it again.`,
  );
}

function noQuote(quotes: readonly Quote[], currency: string): Refusal {
  return quotes.includes('no_rate')
    ? refuse(
        'rate_unavailable',
        `No trustworthy price in ${currency} is known at the moment. Try again shortly.`,
        'amount.currency',
      )
    : tooLarge();
}

export function tooLarge(): Refusal {
  const message = `One payment can ask at most ${MAX_WHOLE_UNITS} whole units of an asset.`;
  return refuse('amount_too_large', message, 'amount.value');
}
