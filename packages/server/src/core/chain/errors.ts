import type { Instant } from '../time.ts';

/** Why a read failed. `behind`: the node does not have the block yet; `range_limit`: the answer would be too large. */
export type ChainReadReason =
  | 'unreachable'
  | 'timeout'
  | 'http_status'
  | 'rate_limited'
  | 'malformed'
  | 'incomplete'
  | 'node_error'
  | 'range_limit'
  | 'behind'
  | 'inconsistent'
  | 'wrong_chain';

/**
 * The node cannot be trusted to have answered in full. Nothing of the answer may be used; reading again later is right.
 * `host` is the node's host name and nothing more: its URL may hold an API key.
 */
export class ChainReadError extends Error {
  override readonly name: string = 'ChainReadError';
  readonly reason: ChainReadReason;
  readonly host: string | null;
  /** How long the node asked to be left alone, when it said so. */
  readonly retryAfterMs: number | null;

  constructor(
    reason: ChainReadReason,
    message: string,
    details: { readonly host?: string; readonly retryAfterMs?: number; readonly cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.reason = reason;
    this.host = details.host ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
  }
}

/** An answer to a single call of more than we take from anyone: asked again it would be no smaller. */
export class OversizedAnswerError extends ChainReadError {
  override readonly name = 'OversizedAnswerError';

  constructor(host: string, bound: string) {
    super('range_limit', `${host} answered more than ${bound}`, { host });
  }
}

/** A block whose time has not come yet, by far: of a node that is wrong or, where all say so, by a clock of ours that is. */
export class FutureBlockError extends ChainReadError {
  override readonly name = 'FutureBlockError';

  constructor(host: string, blockNumber: bigint, timestamp: Instant) {
    const time = new Date(timestamp).toISOString();
    super('malformed', `${host} answered block ${blockNumber} of ${time}, far ahead of this server’s clock`, { host });
  }
}

/** The node serves another chain than the one configured: a configuration mistake, or worse. Reading again will not help. */
export class WrongChainError extends ChainReadError {
  override readonly name = 'WrongChainError';
  readonly expectedChainId: number;
  readonly actualChainId: number;

  constructor(host: string, expectedChainId: number, actualChainId: number) {
    super('wrong_chain', `${host} serves chain ${actualChainId}, not ${expectedChainId}`, { host });
    this.expectedChainId = expectedChainId;
    this.actualChainId = actualChainId;
  }
}
