import { assuranceOf, baseRequirement } from '../core/chain/assurance.ts';
import { formatDecimal } from '../core/money/decimal.ts';
import type { Money } from '../core/money/money.ts';
import { askedAtomic } from '../core/pricing/quote.ts';
import { requirementFor } from '../core/pricing/requirement.ts';
import type { Offer } from '../core/session/facts.ts';
import type { Instant } from '../core/time.ts';
import { type Method, type MethodCatalogue, methodsOf } from './method-catalogue.ts';
import { findMethod, type MethodReference } from './method-reference.ts';
import { type Refusal, refuse } from './refusal.ts';

/** The most that one payment may ask, in whole units of any asset: above it a typing mistake is likelier than a sale. */
export const MAX_WHOLE_UNITS = 1_000_000_000n;

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
      ? refuse(
          'network_unavailable',
          `None of the offered networks (${networksOf(methods)}) can be read at the moment.`,
        )
      : noQuote(quotes, request.total.currency);
  }
  const start = offers.find((offer) => offer.method === (named?.id ?? request.preferred)) ?? offers[0]!;
  return { outcome: 'offered', offers, method: start.method, chosen: named !== undefined };
}

const networksOf = (methods: readonly Method[]) =>
  [...new Set(methods.map(({ network }) => network.spec.name))].join(', ');

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
