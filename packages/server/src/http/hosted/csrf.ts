import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../errors.ts';

const COOKIE = 'opentill_visit';

/** Tokens for the page's posts: a keyed hash of the visitor's cookie and the session, so that nothing is stored. */
export interface Csrf {
  /** Sets the visitor's cookie when there is none, and returns the token that goes with it. */
  tokenFor(request: FastifyRequest, reply: FastifyReply, code: string): string;
  /** Throws `csrf_token_invalid` unless the token belongs to this visitor and session. */
  check(request: FastifyRequest, code: string, token: unknown): void;
}

export function createCsrf(options: {
  readonly key: Uint8Array;
  readonly randomBytes: (length: number) => Uint8Array;
  readonly secure: boolean;
}): Csrf {
  const sign = (visit: string, code: string) =>
    createHmac('sha256', options.key).update(`csrf:${visit}:${code}`).digest('base64url');

  return {
    tokenFor(request, reply, code) {
      let visit = request.cookies[COOKIE];
      if (visit === undefined || !/^[\w-]{22}$/.test(visit)) {
        visit = Buffer.from(options.randomBytes(16)).toString('base64url');
        reply.setCookie(COOKIE, visit, { path: '/checkout', httpOnly: true, sameSite: 'lax', secure: options.secure });
      }
      return sign(visit, code);
    },
    check(request, code, token) {
      const visit = request.cookies[COOKIE];
      if (visit === undefined || typeof token !== 'string') throw new ApiError('csrf_token_invalid');
      const expected = Buffer.from(sign(visit, code));
      const given = Buffer.from(token);
      if (given.length !== expected.length || !timingSafeEqual(given, expected))
        throw new ApiError('csrf_token_invalid');
    },
  };
}
