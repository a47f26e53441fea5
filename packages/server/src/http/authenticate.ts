import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Scope } from '../core/scopes.ts';
import type { Authenticate } from '../operations/authenticate.ts';
import type { Principal } from '../operations/principal.ts';
import { ApiError } from './errors.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every route behind `requireApiKey`. */
    principal: Principal;
  }
  interface FastifyContextConfig {
    /** What the key must be allowed to do. */
    scope?: Scope;
  }
}

/** Where a dialect's clients put their key besides `Authorization: Bearer`. */
export interface KeyPlaces {
  /** `Authorization: <key>` without a scheme (seed 000). */
  readonly raw?: boolean;
  /** A header of its own (seed 002). */
  readonly header?: string;
}

function keyOf(request: FastifyRequest, { raw = false, header }: KeyPlaces): string {
  const own = header === undefined ? undefined : request.headers[header];
  if (typeof own === 'string' && own !== '') return own;
  const authorization = request.headers.authorization ?? '';
  const bearer = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  const key = bearer ?? (raw && /^\S+$/.test(authorization) ? authorization : undefined);
  if (key === undefined) throw new ApiError('api_key_missing');
  return key;
}

/**
 * Every route of this plugin's scope needs a key; the body is not even read without one. `countFailure` may refuse those
 * who try keys with an error of its own.
 */
export function requireApiKey(
  app: FastifyInstance,
  authenticate: Authenticate,
  countFailure: (request: FastifyRequest) => Promise<void> = async () => {},
  places: KeyPlaces = {},
): void {
  app.decorateRequest('principal');
  app.addHook('onRequest', async (request) => {
    const principal = await authenticate(keyOf(request, places));
    if (!principal) {
      await countFailure(request);
      throw new ApiError('api_key_invalid');
    }
    request.principal = principal;
  });
}
