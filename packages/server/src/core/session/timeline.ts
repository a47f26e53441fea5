import type { Instant } from '../time.ts';
import type { SessionFacts } from './facts.ts';

/** A session's deadlines after everything that people did, and what of it ends the session. */
export interface Timeline {
  /** A transfer whose block is at or before this moment is on time. */
  readonly expiresAt: Instant;
  /** A transfer that arrives and confirms at or before this moment is late, but counts. */
  readonly graceEndsAt: Instant;
  readonly canceled: boolean;
  readonly expiredByPerson: boolean;
  readonly extensionsUsed: number;
}

/**
 * Extensions first, then `expire`: a session cannot be extended once it was expired, so that the order in which the
 * acts are listed does not matter. Grace has its whole length after the deadline, unless an `expire` says none. `expire`
 * never lengthens.
 */
export function timelineOf(facts: SessionFacts): Timeline {
  let canceled = false;
  let extensionsUsed = 0;
  let expiredAt: Instant | null = null;
  let { graceMs } = facts.terms;
  for (const act of facts.acts) {
    if (act.kind === 'cancel') canceled = true;
    if (act.kind === 'extend') extensionsUsed += 1;
    if (act.kind !== 'expire') continue;
    expiredAt = expiredAt === null ? act.at : Math.min(expiredAt, act.at);
    if (act.grace === 'none') graceMs = 0;
  }
  const deadline = extendedDeadline(facts, extensionsUsed);
  const expiresAt = expiredAt === null ? deadline : Math.min(deadline, expiredAt);
  return {
    expiresAt,
    graceEndsAt: expiresAt + graceMs,
    canceled,
    expiredByPerson: expiredAt !== null,
    extensionsUsed,
  };
}

/** `createdAt + ttl`, moved by one TTL for each extension, at most to the session's longest life. */
export function extendedDeadline({ createdAt, terms }: SessionFacts, extensions: number): Instant {
  const longestMs = Math.max(terms.ttlMs, terms.maxLifetimeMs);
  return createdAt + Math.min(terms.ttlMs * (1 + extensions), longestMs);
}
