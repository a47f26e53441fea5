import type { FastifyInstance, RouteOptions } from 'fastify';
import type { RequiredScope } from '../core/scopes.ts';

/** A route that asks for a key, with what the key must be allowed to do. */
export interface KeyedRoute {
  readonly method: string;
  readonly url: string;
  readonly scope: RequiredScope | undefined;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route behind `requireApiKey`, as it was registered. */
    keyedRoutes: KeyedRoute[];
  }
}

/** On the server itself, so that all its plugins add to one list: none of them may leave a route without a scope. */
export function keepKeyedRoutes(app: FastifyInstance): void {
  if (!app.hasDecorator('keyedRoutes')) app.decorate('keyedRoutes', []);
}

export function recordKeyedRoutes(app: FastifyInstance): void {
  keepKeyedRoutes(app);
  app.addHook('onRoute', ({ method, url, config }: RouteOptions) => {
    for (const each of [method].flat()) app.keyedRoutes.push({ method: each, url, scope: config?.scope });
  });
}
