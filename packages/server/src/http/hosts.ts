import { clientDirectory, readAssets, renderNotFound } from '@opentill/checkout/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError } from './errors.ts';
import { wantsJson } from './hosted/visit.ts';
import { sendPlainPage } from './plain-page.ts';

/** Host names in small letters, without a port; null: whatever name the server is reached by. */
export interface HostNames {
  readonly admin: string | null;
  readonly public: string | null;
}

type Side = 'admin' | 'public';

/** What customers and providers reach. Everything else belongs to the merchant: what is forgotten here stays shut to the public. */
const PUBLIC_PATH = /^\/(?:checkout|l|refund|hooks)(?:\/|$)|^\/embed\.js$/;
/** Health, for whoever probes by address; and what pages of either side, or a shop's, load in the browser. */
const SHARED_PATH = /^\/(?:healthz|readyz|metrics)$|^\/assets\/|^\/api\/v1\/public\//;
/** A person looks at these: a refusal is a page. */
const PAGE_PATH = /^\/(?:$|(?:checkout|l|refund|docs)(?:\/|$))/;

/**
 * Serves the admin API under one host name and the public pages under another: each refuses the other's paths, and any other
 * name is refused, health apart. Port and case of `Host` make no difference. With one of the two names, what is not it is
 * the other side; with none, nothing is told apart. `X-Forwarded-Host` counts for nothing: clients can send it.
 */
export function separateHosts(app: FastifyInstance, names: HostNames): void {
  if (names.admin === null && names.public === null) return;
  const assets = readAssets(clientDirectory);
  app.addHook('onRequest', async (request, reply) => {
    const path = pathOf(request);
    if (SHARED_PATH.test(path) || sidesOf(names, hostOf(request)).includes(sideOf(path))) return;
    if (!PAGE_PATH.test(path) || wantsJson(request)) throw new ApiError('host_not_served');
    return sendPlainPage(reply.code(404), renderNotFound({ assets }));
  });
}

/** The route's own pattern, so that no spelling of a URL leads past it. */
function pathOf({ routeOptions, url }: FastifyRequest): string {
  return routeOptions.url ?? url.split('?')[0]!;
}

const sideOf = (path: string): Side => (PUBLIC_PATH.test(path) ? 'public' : 'admin');

const hostOf = ({ headers }: FastifyRequest) =>
  (headers.host ?? '').replace(/:\d+$/, '').replace(/\.$/, '').toLowerCase();

function sidesOf(names: HostNames, host: string): readonly Side[] {
  const named = (['admin', 'public'] as const).filter((side) => names[side] === host);
  if (named.length > 0) return named;
  if (names.admin !== null && names.public !== null) return [];
  return names.admin === null ? ['admin'] : ['public'];
}
