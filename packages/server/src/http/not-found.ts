import { clientDirectory, readAssets, renderNothing } from '@opentill/checkout/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sendError } from './error-handler.ts';
import { ApiError } from './errors.ts';
import { sendPlainPage } from './plain-page.ts';

/** Programs read these addresses: whatever they accept, they get an error of the API. */
const API_PATH = /^\/(?:api|v1|hooks)(?:\/|$)/;
/** A customer's address with a slash too much, as chat and mail programs and people add them. */
const SLASH_TOO_MUCH = /^(\/(?:checkout|l|refund)\/[^/?]+)\/+(\?.*)?$/;

/** What is at no address: an error to programs, a page to people; and the way to what was meant where that is plain. */
export function answerNothing(app: FastifyInstance): void {
  const html = renderNothing({ assets: readAssets(clientDirectory) });
  app.setNotFoundHandler((request, reply) => {
    const [, meant, query = ''] = SLASH_TOO_MUCH.exec(request.url) ?? [];
    if (meant !== undefined && isRead(request)) return reply.redirect(`${meant}${query}`, 308);
    if (isForPeople(request)) return sendPlainPage(reply.code(404), html);
    return sendError(new ApiError('route_not_found'), request, reply);
  });
}

const isRead = ({ method }: FastifyRequest) => method === 'GET' || method === 'HEAD';

function isForPeople(request: FastifyRequest): boolean {
  return isRead(request) && !API_PATH.test(request.url) && /\btext\/html\b/.test(request.headers.accept ?? '');
}
