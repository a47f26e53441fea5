import { createHmac, timingSafeEqual } from 'node:crypto';
import { fromPublicId, ID_PREFIXES, toPublicId } from '../identity/public-id.ts';

/** The ends of the addresses under which customers tell where their refund shall go. */
export interface RefundLinks {
  tokenOf(refund: LinkedRefund): string;
  /** The refund that a token names, not yet believed; undefined for text that is none. */
  idOf(token: string): string | undefined;
  /** Whether the token is this refund's newest. */
  isOf(token: string, refund: LinkedRefund): boolean;
}

export interface LinkedRefund {
  readonly id: string;
  readonly linkNumber: number;
}

const TOKEN = /^([0-9A-Za-z]{22})\.([\w-]{43})$/;

/**
 * `<id>.<HMAC-SHA256>`, keyed by the server's own key: nobody can make one or find one by trying, and nothing is stored. The
 * link's number is signed with it, so that a reset makes those from before worthless.
 */
export function createRefundLinks(key: Uint8Array): RefundLinks {
  const signature = ({ id, linkNumber }: LinkedRefund) =>
    createHmac('sha256', key).update(`refund:${id}:${linkNumber}`).digest('base64url');
  const tokenOf = (refund: LinkedRefund) =>
    `${toPublicId('refund', refund.id).slice(ID_PREFIXES.refund.length)}.${signature(refund)}`;
  return {
    tokenOf,
    idOf(token) {
      const code = TOKEN.exec(token)?.[1];
      return code === undefined ? undefined : fromPublicId('refund', ID_PREFIXES.refund + code);
    },
    isOf(token, refund) {
      const [given, expected] = [Buffer.from(token), Buffer.from(tokenOf(refund))];
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}
