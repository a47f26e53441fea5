import type { FastifyReply } from 'fastify';

const NOWHERE = "frame-ancestors 'none'";

/**
 * Lets the answer be shown in a frame of these origins, and of no others; without any, nowhere. Call it in every route whose
 * page may be embedded, under the headers of `hostedPage`. The origins are those of `parseEmbedOrigin`: they go into the
 * policy as they are.
 */
export function allowFraming(reply: FastifyReply, origins: readonly string[]): void {
  if (origins.length === 0) return;
  const policy = String(reply.getHeader('content-security-policy') ?? NOWHERE);
  reply.header('content-security-policy', policy.replace(NOWHERE, `frame-ancestors ${origins.join(' ')}`));
  // It knows no list of origins; browsers that know `frame-ancestors` ignore it, and others must not refuse.
  reply.removeHeader('x-frame-options');
  // A shop that isolates itself (Cross-Origin-Embedder-Policy) takes only frames that say so.
  reply.header('cross-origin-resource-policy', 'cross-origin');
}
