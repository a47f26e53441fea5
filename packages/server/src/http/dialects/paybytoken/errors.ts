import type { ApiError } from '../../errors.ts';
import { ERRORS } from '../../errors.ts';

/** Names of the canonical API that are more than another case here. */
const OWN_NAMES: readonly (readonly [canonical: RegExp, own: string])[] = [
  [/^lineItems\.(\d+)\.imageUrl$/, 'line_items.$1.product_data.images.0'],
  [/^lineItems\.(\d+)\.name$/, 'line_items.$1.product_data.name'],
  [/^allowedMethods\.(\d+)\.network$/, 'supported_tokens.$1.chain'],
  [/^allowedMethods/, 'supported_tokens'],
  [/^amount\.currency$/, 'currency'],
  [/^amount\.value$/, 'amount'],
  [/^method$/, 'currency'],
];

/** `lineItems.0.unitAmount` → `line_items.0.unit_amount`. What stands under `metadata` is the client's own. */
function ownName(canonical: string): string {
  if (canonical.startsWith('metadata')) return canonical;
  const row = OWN_NAMES.find(([pattern]) => pattern.test(canonical));
  const own = row ? canonical.replace(row[0], row[1]) : canonical;
  return own.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Field names stand between backticks in our sentences. */
const inSentence = (message: string) =>
  message.replace(/`([a-z][A-Za-z]*(?:\.[A-Za-z0-9]+)*)`/g, (_whole, name: string) => `\`${ownName(name)}\``);

/** The standard envelope in snake_case. `spelled`: the error already names the fields as this API's clients do. */
export function errorBody(error: ApiError, requestId: string, spelled: boolean) {
  const { param } = error;
  return {
    error: {
      type: ERRORS[error.code].type,
      code: error.code,
      message: spelled ? error.message : inSentence(error.message),
      ...(param === undefined ? {} : { param: spelled ? param : ownName(param) }),
      request_id: requestId,
    },
  };
}
