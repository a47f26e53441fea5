import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { clientNetwork } from '../../core/client-network.ts';
import { ApiError } from '../errors.ts';

const COOKIE = 'opentill_visit';
const MARK_BYTES = 16;

/** Tokens for the page's posts: a keyed hash of the visitor's cookie and the session, so that nothing is stored. */
export interface Csrf {
  /**
   * Sets the visitor's cookie when there is none, and returns the token that goes with it; the session's own token where no
   * cookie would stay: in a frame, and for what a page without a cookie fetches. `path` is where the page lies.
   */
  tokenFor(request: FastifyRequest, reply: FastifyReply, code: string, path?: string): string;
  /** Throws `csrf_token_invalid` unless the token belongs to this visitor and session. */
  check(request: FastifyRequest, code: string, token: unknown): void;
  /**
   * A token that belongs to the session alone, accepted without a cookie: for whoever was handed the page's address, and for
   * a page in a frame, which gets no cookie. See docs/adr/0009-embedding.md.
   */
  sessionToken(code: string): string;
  /** What a client is counted under, within `scope` alone: a keyed hash, so that its address is kept nowhere. */
  clientMark(request: FastifyRequest, scope: string): Uint8Array;
}

export function createCsrf(options: {
  readonly key: Uint8Array;
  readonly randomBytes: (length: number) => Uint8Array;
  readonly secure: boolean;
}): Csrf {
  // Made once: with plain bytes each hash would look its key over anew, which takes six times as long as the hash.
  const key = createSecretKey(options.key);
  const sign = (visit: string, code: string) =>
    createHmac('sha256', key).update(`csrf:${visit}:${code}`).digest('base64url');
  const signSession = (code: string) => createHmac('sha256', key).update(`csrf-session:${code}`).digest('base64url');

  return {
    tokenFor(request, reply, code, path = '/checkout') {
      let visit = request.cookies[COOKIE];
      if (visit === undefined || !/^[\w-]{22}$/.test(visit)) {
        if (!opensAPage(request)) return signSession(code);
        visit = Buffer.from(options.randomBytes(16)).toString('base64url');
        reply.setCookie(COOKIE, visit, { path, httpOnly: true, sameSite: 'lax', secure: options.secure });
      }
      return sign(visit, code);
    },
    check(request, code, token) {
      const visit = request.cookies[COOKIE];
      if (typeof token !== 'string') throw new ApiError('csrf_token_invalid');
      const accepted = [signSession(code), ...(visit === undefined ? [] : [sign(visit, code)])];
      if (!accepted.some((expected) => isSame(expected, token))) throw new ApiError('csrf_token_invalid');
    },
    sessionToken: signSession,
    clientMark(request, scope) {
      const client = clientNetwork(request.ip);
      return createHmac('sha256', key).update(`client:${scope}:${client}`).digest().subarray(0, MARK_BYTES);
    },
  };
}

/** Whether the answer becomes a window's own page, as far as the browser says. */
function opensAPage(request: FastifyRequest): boolean {
  const destination = request.headers['sec-fetch-dest'];
  return destination === undefined || destination === 'document';
}

function isSame(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
