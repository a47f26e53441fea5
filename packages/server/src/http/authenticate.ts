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

function keyOf(request: FastifyRequest): string {
  const header = request.headers.authorization;
  if (!header) throw new ApiError('api_key_missing');
  const match = /^Bearer +(\S+)$/i.exec(header);
  if (!match) throw new ApiError('api_key_missing');
  return match[1]!;
}

/**
 * Every route of this plugin's scope needs a key; the body is not even read without one. `countFailure` may refuse those
 * who try keys with an error of its own.
 */
export function requireApiKey(
  app: FastifyInstance,
  authenticate: Authenticate,
  countFailure: (request: FastifyRequest) => Promise<void> = async () => {},
): void {
  app.decorateRequest('principal');
  app.addHook('onRequest', async (request) => {
    const principal = await authenticate(keyOf(request));
    if (!principal) {
      await countFailure(request);
      throw new ApiError('api_key_invalid');
    }
    request.principal = principal;
  });
}
