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
 * Every route of this plugin's scope needs a key that may do what the route's `config.scope` names; the body is not even
 * read without one. `countFailure` may refuse those who try keys with an error of its own.
 */
export function requireApiKey(
  app: FastifyInstance,
  authenticate: Authenticate,
  countFailure: (request: FastifyRequest) => Promise<void> = async () => {},
  places: KeyPlaces = {},
): void {
  recordKeyedRoutes(app);
  app.decorateRequest('principal');
  app.addHook('onRequest', async (request) => {
    const authentication = await authenticate(keyOf(request, places), request.ip);
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
