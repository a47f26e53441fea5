import type { Session } from '../core/session/session.ts';

interface NewEvent {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  /** The resource at that moment, as JSON text. */
  readonly data: string;
}

export interface NewSession {
  readonly session: Session;
  /** Where the address comes from; null where there is nothing to pay. */
  readonly addressIndex: { readonly xpubId: string; readonly index: bigint } | null;
  /** Told at once: `session.created`, and `session.paid` for a total of zero. */
  readonly created: NewEvent;
  readonly paid: NewEvent | null;
  /** Present when a method was chosen explicitly. */
  readonly paymentId: string | null;
  readonly idempotency: { readonly route: string; readonly key: string; readonly bodyHash: Buffer } | null;
}
