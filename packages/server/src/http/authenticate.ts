import type { FastifyInstance, FastifyRequest } from 'fastify';
import { allows, type RequiredScope } from '../core/scopes.ts';
import type { Authenticate, Authentication } from '../operations/authenticate.ts';
import type { Principal } from '../operations/principal.ts';
import { ApiError } from './errors.ts';
import { recordKeyedRoutes } from './keyed-routes.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every route behind `requireApiKey`. */
    principal: Principal;
  }
  interface FastifyContextConfig {
    /** What the key must be allowed to do; a route without it is only for keys that may do everything. */
    scope?: RequiredScope;
  }
}

/** `Authorization: Bearer <key>`, which every client of seeds 001, 003 and 004 sends. */
function bearerKey({ headers }: FastifyRequest): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

/**
 * The same, `Authorization: <key>` without a scheme (seed 000), or a header of its own (seed 002). On every route under
 * `/api/v1`: a client of either needs webhooks and events as well, and changes nothing but URL and key.
 */
function keyInAnyPlace(request: FastifyRequest): string | undefined {
  const { authorization = '', 'ww-api-key': own } = request.headers;
  if (typeof own === 'string' && own !== '') return own;
  // A scheme alone is no key.
  return bearerKey(request) ?? (/^(?!Bearer$)\S+$/i.test(authorization) ? authorization : undefined);
}

/** The prefix of the routes that take the key in any place. */
const ANY_PLACE = '/api/v1';

/**
 * Every route of this plugin's scope needs a key that may do what the route's `config.scope` names; the body is not even
 * read without one. `countFailure` may refuse those who try keys with an error of its own.
 */
export function requireApiKey(
  app: FastifyInstance,
  authenticate: Authenticate,
  countFailure: (request: FastifyRequest) => Promise<void> = async () => {},
): void {
  const keyOf = app.prefix === ANY_PLACE ? keyInAnyPlace : bearerKey;
  recordKeyedRoutes(app);
  app.decorateRequest('principal');
  app.addHook('onRequest', async (request) => {
    const key = keyOf(request);
    if (key === undefined) throw new ApiError('api_key_missing');
    const authentication = await authenticate(key, request.ip);
    const refusal = refusalOf(authentication, request);
    if (refusal) {
      await countFailure(request);
      throw refusal;
    }
    if (authentication.outcome === 'accepted') request.principal = authentication.principal;
  });
}

function refusalOf(authentication: Authentication, request: FastifyRequest): ApiError | undefined {
  switch (authentication.outcome) {
    case 'accepted':
      return scopeRefusal(authentication.principal, request.routeOptions.config.scope);
    case 'unknown':
      return new ApiError('api_key_invalid');
    case 'expired':
      return new ApiError('api_key_expired');
    case 'rotated':
      return new ApiError('api_key_expired', {
        message: 'This API key was rotated and its overlap is over. Use the key that took its place.',
      });
    case 'address_refused':
      return new ApiError('address_not_allowed', { message: `This API key may not be used from ${request.ip}.` });
  }
}

function scopeRefusal({ permissions }: Principal, scope: RequiredScope | undefined): ApiError | undefined {
  if (allows(permissions, scope)) return undefined;
  if (permissions === 'public') return new ApiError('publishable_key_refused');
  const message =
    scope === undefined
      ? 'Only a key without a list of scopes may do this.'
      : `This API key needs the scope \`${scope}\` for this.`;
  return new ApiError('scope_missing', { message });
}
