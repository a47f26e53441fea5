import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type LogoKind, logoOf } from './drawings.ts';

type NameRequest = FastifyRequest<{ Params: { name: string } }>;

/** Nothing in a picture may load or run anything, wherever it is shown or opened. */
const HEADERS = {
  'content-type': 'image/svg+xml; charset=utf-8',
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
  // Shops show them on pages of their own.
  'cross-origin-resource-policy': 'cross-origin',
};
const FOR_GOOD = 'public, max-age=31536000, immutable';
/** A later version may know it. */
const FOR_A_DAY = 'public, max-age=86400';

/** `/assets/logos/usdc.svg`, `/assets/logos/chains/base.svg`; a neutral picture for every other name. */
export async function logos(app: FastifyInstance): Promise<void> {
  const send = (kind: LogoKind) => async (request: NameRequest, reply: FastifyReply) => {
    const { svg, known } = logoOf(kind, request.params.name.toLowerCase());
    return reply.headers({ ...HEADERS, 'cache-control': known ? FOR_GOOD : FOR_A_DAY }).send(svg);
  };
  app.get('/assets/logos/:name(^[^/]{1,64}?).svg', send('coins'));
  app.get('/assets/logos/chains/:name(^[^/]{1,64}?).svg', send('chains'));
}
