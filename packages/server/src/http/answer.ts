import type { Refusal } from '../operations/refusal.ts';
import { ApiError } from './errors.ts';

/** Lets every outcome but a refusal through; a refusal becomes its error. `const done = accepted(await cancelSession(…))`. */
export function accepted<T extends { readonly outcome: string }>(result: T | Refusal): Exclude<T, Refusal> {
  if (result.outcome !== 'refused') return result as Exclude<T, Refusal>;
  const refusal = result as Refusal;
  throw new ApiError(refusal.code, {
    message: refusal.message,
    ...(refusal.param === undefined ? {} : { param: refusal.param }),
  });
}
