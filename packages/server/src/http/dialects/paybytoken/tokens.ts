import { type Method, type MethodCatalogue, methodsOf } from '../../../operations/offer-methods.ts';
import { type Refusal, refuse } from '../../../operations/refusal.ts';

/** What seed 001 is for: «stablecoin transactions, supporting USDC and USDT». */
const DEFAULT_TOKENS: readonly string[] = ['USDC', 'USDT'];

export interface TokenReference {
  readonly chain: string;
  readonly currency: string;
}

/** Names are taken in any case. */
export const isSame = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** `Base:USDC`, in our spelling where the request's differs in case alone; the operation says what it does not know. */
function methodReference(methods: readonly Method[], { chain, currency }: TokenReference): string {
  const ofChain = methods.filter(({ network }) => isSame(network.spec.name, chain));
  const found = ofChain.find(({ asset }) => isSame(asset.symbol, currency));
  return found?.id ?? `${ofChain[0]?.network.spec.name ?? chain}:${currency}`;
}

/** The methods that a session is to offer: those that the request names, else every USDC and USDT of the key's mode. */
export function allowedMethods(
  catalogue: MethodCatalogue,
  livemode: boolean,
  named: readonly TokenReference[] | null | undefined,
): { readonly references: readonly string[] } | Refusal {
  const methods = methodsOf(catalogue, livemode);
  if (named != null && named.length > 0) return { references: named.map((token) => methodReference(methods, token)) };
  const references = methods.filter(({ asset }) => DEFAULT_TOKENS.includes(asset.symbol)).map(({ id }) => id);
  if (references.length > 0 || methods.length === 0) return { references };
  return refuse(
    'method_not_offered',
    'No network of this key’s mode has USDC or USDT. Name what to offer in `supported_tokens`.',
    'supported_tokens',
  );
}
