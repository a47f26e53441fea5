import type { SessionStatus } from './facts.ts';

interface Standing {
  readonly status: SessionStatus;
  /** Every offered network has been read past the grace window. */
  readonly graceOver: boolean;
}

/** Too little came, and nothing more counts by itself: only a person can still take it as enough. */
export const isLapsed = ({ status, graceOver }: Standing): boolean => status === 'underpaid' && graceOver;

/** What other APIs tell apart: our statuses, and the ends that ours do not change for. */
export const DIALECT_STATUSES = [
  'pending',
  'detected',
  'underpaid',
  'lapsed',
  'overpaid',
  'paid',
  'paid_late',
  'expired',
  'canceled',
  'failed',
] as const satisfies readonly (SessionStatus | 'lapsed')[];
export type DialectStatus = (typeof DIALECT_STATUSES)[number];

export const dialectStatus = (standing: Standing): DialectStatus => (isLapsed(standing) ? 'lapsed' : standing.status);
