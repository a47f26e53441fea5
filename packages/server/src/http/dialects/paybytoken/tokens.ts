import { type MethodCatalogue, methodsOf } from '../../../operations/method-catalogue.ts';
import { type MethodReference, methodsOfSymbols } from '../../../operations/method-reference.ts';
import { type Refusal, refuse } from '../../../operations/refusal.ts';

/** What seed 001 is for: «stablecoin transactions, supporting USDC and USDT». */
const DEFAULT_TOKENS: readonly string[] = ['USDC', 'USDT'];

export interface TokenReference {
  readonly chain: string;
  readonly currency: string;
}

/** Names are taken in any case. */
export function tokenReference({ chain, currency }: TokenReference): MethodReference {
  return { network: chain, symbol: currency };
}

/** The methods that a session is to offer: those that the request names, else every USDC and USDT of the key's mode. */
export function allowedMethods(
  catalogue: MethodCatalogue,
  livemode: boolean,
  named: readonly TokenReference[] | null | undefined,
): { readonly references: readonly MethodReference[] } | Refusal {
  if (named != null && named.length > 0) return { references: named.map(tokenReference) };
  const { ids, unknown } = methodsOfSymbols(methodsOf(catalogue, livemode), DEFAULT_TOKENS);
  if (unknown.length < DEFAULT_TOKENS.length) return { references: ids };
  return refuse(
    'method_not_offered',
    'No network of this key’s mode has USDC or USDT. Name what to offer in `supported_tokens`.',
    'supported_tokens',
  );
}
