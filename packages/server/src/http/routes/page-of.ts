import { fromPublicId, type IdKind } from '../../core/identity/public-id.ts';
import { sessionUuidOf } from '../../core/identity/session-id.ts';
import { ApiError } from '../errors.ts';

/** The page that a list's query asks for, with one row more, which only tells that there are more. */
export function pageOf(
  kind: IdKind,
  query: { readonly limit: number; readonly starting_after?: string | undefined },
): { limit: number; startingAfter: string | undefined } {
  return { limit: query.limit + 1, startingAfter: idFilter(kind, 'starting_after', query.starting_after) };
}

/** A public id in the query as its UUID. Throws for text that cannot be one: a typo would otherwise look like «none». */
export function idFilter(kind: IdKind, param: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const uuid = kind === 'session' ? sessionUuidOf(text) : fromPublicId(kind, text);
  if (uuid !== undefined) return uuid;
  if (param === 'starting_after') throw new ApiError('starting_after_not_found', { param });
  throw new ApiError('parameter_invalid', { param, message: `\`${param}\` is not an id of the right kind.` });
}
