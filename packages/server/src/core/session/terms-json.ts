import { FINALITIES } from '../chain/assurance.ts';
import type { Offer, SessionTerms } from './facts.ts';
import { choiceOf, countOf, documentOf, hexOrNullOf, listOf, textOf, wholeOf } from './json-fields.ts';

type OfferJson = Omit<Offer, 'askedAtomic'> & { readonly askedAtomic: string };

/** `SessionTerms` as JSON: each bigint as decimal text. */
export type TermsJson = Omit<SessionTerms, 'total' | 'offers' | 'underToleranceBps' | 'overToleranceBps'> & {
  readonly total: { readonly minor: string; readonly currency: string };
  readonly offers: readonly OfferJson[];
  readonly underToleranceBps: string;
  readonly overToleranceBps: string;
};

/** The JSON value of the `terms` column. */
export function encodeTerms(terms: SessionTerms): TermsJson {
  return {
    total: { minor: terms.total.minor.toString(), currency: terms.total.currency },
    offers: terms.offers.map(encodeOffer),
    underToleranceBps: terms.underToleranceBps.toString(),
    overToleranceBps: terms.overToleranceBps.toString(),
    ttlMs: terms.ttlMs,
    graceMs: terms.graceMs,
    maxLifetimeMs: terms.maxLifetimeMs,
    maxExtensions: terms.maxExtensions,
  };
}

// Field by field, so that nothing that only happens to be on the object is stored.
function encodeOffer(offer: Offer): OfferJson {
  return {
    method: offer.method,
    network: offer.network,
    chainId: offer.chainId,
    symbol: offer.symbol,
    contract: offer.contract,
    decimals: offer.decimals,
    askedAtomic: offer.askedAtomic.toString(),
    rate: offer.rate,
    nativeUsd: offer.nativeUsd,
    requiredConfirmations: offer.requiredConfirmations,
    ...(offer.requiredFinality && { requiredFinality: offer.requiredFinality }),
  };
}

/** Reads the `terms` column, parsed. Throws `MalformedDocumentError` for anything that `encodeTerms` does not write. */
export function decodeTerms(value: unknown): SessionTerms {
  const terms = documentOf(value, 'terms', 8);
  const total = documentOf(terms['total'], 'total', 2);
  return {
    total: { minor: wholeOf(total['minor'], 'minor'), currency: textOf(total, 'currency') },
    offers: listOf(terms['offers'], 'offers').map(decodeOffer),
    underToleranceBps: wholeOf(terms['underToleranceBps'], 'underToleranceBps'),
    overToleranceBps: wholeOf(terms['overToleranceBps'], 'overToleranceBps'),
    ttlMs: countOf(terms, 'ttlMs'),
    graceMs: countOf(terms, 'graceMs'),
    maxLifetimeMs: countOf(terms, 'maxLifetimeMs'),
    maxExtensions: countOf(terms, 'maxExtensions'),
  };
}

function decodeOffer(value: unknown): Offer {
  const isFinal = typeof value === 'object' && value !== null && 'requiredFinality' in value;
  const offer = documentOf(value, 'offer', isFinal ? 11 : 10);
  return {
    method: textOf(offer, 'method'),
    network: textOf(offer, 'network'),
    chainId: countOf(offer, 'chainId'),
    symbol: textOf(offer, 'symbol'),
    contract: hexOrNullOf(offer, 'contract'),
    decimals: countOf(offer, 'decimals'),
    askedAtomic: wholeOf(offer['askedAtomic'], 'askedAtomic'),
    rate: textOf(offer, 'rate'),
    nativeUsd: textOf(offer, 'nativeUsd'),
    requiredConfirmations: countOf(offer, 'requiredConfirmations'),
    ...(isFinal && { requiredFinality: choiceOf(offer, 'requiredFinality', FINALITIES) }),
  };
}

export { decodeActs, encodeActs } from './acts-json.ts';
