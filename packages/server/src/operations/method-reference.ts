import type { Offer } from '../core/session/facts.ts';
import { type Method, type MethodCatalogue, methodsOf } from './method-catalogue.ts';
import { type Refusal, refuse } from './refusal.ts';

/**
 * How a request names a method: `Base:USDC`; the network's name and the token's contract (null for the native coin); or,
 * where a dialect takes names in any case, the network's name and the asset's symbol.
 */
export type MethodReference =
  | string
  | { readonly network: string; readonly token?: string | null | undefined }
  | { readonly network: string; readonly symbol: string };

const isSame = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

const networkOf = (reference: MethodReference): string =>
  typeof reference === 'string' ? reference.split(':')[0]! : reference.network;

/** Made once for each reference, as it is asked of every method. */
function meantNetwork(reference: MethodReference): (name: string) => boolean {
  const network = networkOf(reference);
  const inAnyCase = typeof reference !== 'string' && 'symbol' in reference;
  return inAnyCase ? (name) => isSame(name, network) : (name) => name === network;
}

/** Of assets on one network. */
function meansAsset(reference: MethodReference, id: string, asset: Pick<Offer, 'symbol' | 'contract'>): boolean {
  if (typeof reference === 'string') return reference === id;
  if ('symbol' in reference) return isSame(reference.symbol, asset.symbol);
  return (reference.token?.toLowerCase() ?? null) === asset.contract;
}

/** Whether a reference means this offer of a session, or what a transfer came in. */
export function isNamed(
  asset: Pick<Offer, 'method' | 'network' | 'symbol' | 'contract'> | undefined,
  reference: MethodReference,
): boolean {
  return asset !== undefined && meantNetwork(reference)(asset.network) && meansAsset(reference, asset.method, asset);
}

/** The method, or which half of the reference is unknown, with what there is in its place. */
type Resolved =
  | { readonly outcome: 'found'; readonly method: Method }
  | { readonly outcome: 'network_unknown'; readonly known: readonly string[] }
  | { readonly outcome: 'not_offered'; readonly ofNetwork: readonly Method[] };

export function resolveReference(methods: readonly Method[], reference: MethodReference): Resolved {
  const isMeant = meantNetwork(reference);
  const ofNetwork = methods.filter(({ network }) => isMeant(network.spec.name));
  if (ofNetwork.length === 0) {
    return { outcome: 'network_unknown', known: [...new Set(methods.map(({ network }) => network.spec.name))] };
  }
  const method = ofNetwork.find(({ id, asset }) => meansAsset(reference, id, asset));
  return method ? { outcome: 'found', method } : { outcome: 'not_offered', ofNetwork };
}

/** `word` is what a network is called where the request came in. */
export function networkUnknown(
  word: 'network' | 'chain',
  name: string,
  known: readonly string[],
  param: string,
): Refusal {
  const message = `No ${word} «${name}» is switched on for this key. Switched on: ${known.join(', ') || 'none'}.`;
  return refuse('network_unknown', message, param);
}

/** The method that a request names; says whether the network or the asset on it is what is unknown. */
export function findMethod(methods: readonly Method[], reference: MethodReference, param: string): Method | Refusal {
  const resolved = resolveReference(methods, reference);
  if (resolved.outcome === 'found') return resolved.method;
  if (resolved.outcome === 'network_unknown') {
    const field = typeof reference === 'string' || 'symbol' in reference ? param : `${param}.network`;
    return networkUnknown('network', networkOf(reference), resolved.known, field);
  }
  const { ofNetwork } = resolved;
  const offered = ofNetwork.map(({ id }) => id).join(', ');
  const message = `This asset is not on offer on ${ofNetwork[0]!.network.spec.name}. On offer there: ${offered}.`;
  return refuse('method_not_offered', message, param);
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

interface MethodsOfSymbols {
  readonly ids: readonly string[];
  /** In the order asked; none where there is no method at all, which is nothing about the symbols. */
  readonly unknown: readonly string[];
}

/** Every method whose asset has one of these symbols, on whichever network. */
export function methodsOfSymbols(methods: readonly Method[], symbols: readonly string[]): MethodsOfSymbols {
  const found = methods.filter(({ asset }) => symbols.includes(asset.symbol));
  const isUnknown = (symbol: string) => !found.some(({ asset }) => asset.symbol === symbol);
  return { ids: found.map(({ id }) => id), unknown: methods.length === 0 ? [] : symbols.filter(isUnknown) };
}
