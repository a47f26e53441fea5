import type { FastifyInstance } from 'fastify';
import {
  exactNumber,
  isExactNumber,
  numbersMayChange,
  parseJsonNumbers,
  parseLosslessly,
} from '../core/exact-number.ts';
import { ApiError } from './errors.ts';

const MAX_DEPTH = 32;
const TOO_DEEP = `The body is nested more than ${MAX_DEPTH} levels deep.`;
const decoder = new TextDecoder('utf-8', { fatal: true });

type ParseJson = (text: string) => unknown;
const parseExactNumbers: ParseJson = (text) => parseJsonNumbers(text, exactNumber);
/** Numbers of ours are numbers; the merchant's own, in their `metadata`, stay as they were written. */
const parseKeepingMetadata: ParseJson = (text) => {
  const value: unknown = JSON.parse(text);
  if (!hasMetadata(value) || !numbersMayChange(text)) return value;
  return { ...value, metadata: (parseLosslessly(text) as { metadata: object }).metadata };
};
const hasMetadata = (value: unknown): value is { metadata: object } =>
  typeof value === 'object' &&
  value !== null &&
  Object.hasOwn(value, 'metadata') &&
  typeof (value as { metadata: unknown }).metadata === 'object';

/**
 * Parses a request body. Refuses, as `body_malformed`: invalid UTF-8, invalid JSON, NUL characters and lone surrogates
 * (PostgreSQL stores neither), `__proto__` keys and nesting past 32 levels.
 */
function parseJsonBody(body: Buffer, parse: ParseJson): unknown {
  let value: unknown;
  try {
    value = parse(decoder.decode(body));
  } catch (cause) {
    throw new ApiError('body_malformed', { message: parseProblem(cause) });
  }
  refuseUnstorable(value, 0);
  return value;
}

function parseProblem(cause: unknown): string {
  if (cause instanceof SyntaxError) return 'The body is not valid JSON.';
  return cause instanceof RangeError ? TOO_DEEP : 'The body is not valid UTF-8.';
}

function refuseUnstorable(value: unknown, depth: number): void {
  if (typeof value === 'string') refuseUnstorableText(value);
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return;
  if (depth >= MAX_DEPTH) throw new ApiError('body_malformed', { message: TOO_DEEP });
  for (const [key, member] of Object.entries(value)) {
    if (key === '__proto__') throw new ApiError('body_malformed', { message: 'The body has a `__proto__` key.' });
    refuseUnstorableText(key);
    refuseUnstorable(member, depth + 1);
  }
}

function refuseUnstorableText(text: string): void {
  if (text.includes('\0'))
    throw new ApiError('body_malformed', { message: 'A text in the body holds a NUL character.' });
  if (!text.isWellFormed()) {
    throw new ApiError('body_malformed', { message: 'A text in the body holds half of a surrogate pair.' });
  }
}

export interface JsonBodies {
  /** Leaves the parsers of other content types in place. */
  readonly keepOthers?: boolean;
  /** All numbers arrive as `ExactNumber`: for routes that take amounts as JSON numbers. */
  readonly exactNumbers?: boolean;
}

/** JSON is the only body the API takes. An empty body with a JSON content type counts as none. */
export function acceptJsonBodies(
  app: FastifyInstance,
  { keepOthers = false, exactNumbers = false }: JsonBodies = {},
): void {
  const parse: ParseJson = exactNumbers ? parseExactNumbers : parseKeepingMetadata;
  if (keepOthers) app.removeContentTypeParser(['application/json', 'text/plain']);
  else app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) =>
    body.length === 0 ? undefined : parseJsonBody(body, parse),
  );
}
