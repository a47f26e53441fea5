import type { FastifyReply } from 'fastify';

/** A page that is one visitor's own. */
export function sendHtml(reply: FastifyReply, html: string): FastifyReply {
  return reply
    .header('cache-control', 'no-store')
    .header('x-robots-tag', 'noindex, nofollow')
    .type('text/html; charset=utf-8')
    .send(html);
}
