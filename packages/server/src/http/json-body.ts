import type { FastifyInstance } from 'fastify';
import { ApiError } from './errors.ts';

const MAX_DEPTH = 32;
const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Parses a request body. Refuses, as `body_malformed`: invalid UTF-8, invalid JSON, NUL characters and lone surrogates
 * (PostgreSQL stores neither), `__proto__` keys and nesting past 32 levels.
 */
function parseJsonBody(body: Buffer): unknown {
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(body));
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? 'The body is not valid JSON.' : 'The body is not valid UTF-8.';
    throw new ApiError('body_malformed', { message: reason });
  }
  refuseUnstorable(value, 0);
  return value;
}

function refuseUnstorable(value: unknown, depth: number): void {
  if (typeof value === 'string') refuseUnstorableText(value);
  if (typeof value !== 'object' || value === null) return;
  if (depth >= MAX_DEPTH) {
    throw new ApiError('body_malformed', { message: `The body is nested more than ${MAX_DEPTH} levels deep.` });
  }
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

/** JSON is the only body the API takes. An empty body with a JSON content type counts as none. */
export function acceptJsonBodies(app: FastifyInstance, { keepOthers = false } = {}): void {
  if (keepOthers) app.removeContentTypeParser(['application/json', 'text/plain']);
  else app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) =>
    body.length === 0 ? undefined : parseJsonBody(body),
  );
}
