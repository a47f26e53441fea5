import { every } from '../jobs/every.ts';
import { type AuditableNetwork, auditBalances } from '../operations/audit-balances.ts';
import type { CreateSessionDeps } from '../operations/create-session.ts';
import { expireDueSessions } from '../operations/expire-due-sessions.ts';
import type { SearchableNetwork } from '../operations/find-unlisted-transfers.ts';
import { throwFaults } from '../operations/one-by-one.ts';
import { pruneHistory } from '../operations/prune-history.ts';
import type { RefundDeps } from '../operations/refund-deps.ts';
import { type RenewDeps, renewSubscriptions } from '../operations/renew-subscriptions.ts';
import { searchEndedSessions } from '../operations/search-ended-sessions.ts';
import { type TellLapsedDeps, tellLapsedCheckouts } from '../operations/tell-lapsed-checkouts.ts';
import { tellLapsedSessions } from '../operations/tell-lapsed-sessions.ts';
import { type WatchedNetwork, watchRefunds } from '../operations/watch-refunds.ts';
import type { RateBook } from '../rates/rate-book.ts';
import { RATE_DEFAULTS } from '../rates/rate-config.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { FollowParts } from './following.ts';

export interface JobParts extends FollowParts, TellLapsedDeps {
  readonly rates: RateBook;
  readonly metrics: Metrics;
  readonly createSession: CreateSessionDeps;
  readonly refunds: RefundDeps;
  readonly sources: readonly (WatchedNetwork & AuditableNetwork)[];
  readonly searchableOf: (session: { readonly networks: readonly string[] }) => readonly SearchableNetwork[];
}

const HOUR_MS = 3_600_000;
const AUDIT_EVERY_MS = 300_000;

/** The recurring work. Each run is safe to repeat and to run in several processes at once. */
export function composeJobs(parts: JobParts): { stop(): Promise<void> } {
  const { rates, runtime, log, metrics } = parts;
  const tasks: readonly [name: string, intervalMs: number, run: () => Promise<unknown>][] = [
    ['expire-sessions', 1000, () => expireAndWake(parts)],
    ['search-ended-sessions', 5000, () => searchAndWake(parts)],
    ['tell-lapsed-checkouts', 15_000, () => tellLapsedAndWake(parts)],
    ['tell-lapsed-sessions', 15_000, () => tellLapsedSessionsAndWake(parts)],
    ['audit-balances', AUDIT_EVERY_MS, () => auditAndWake(parts)],
    ['watch-refunds', 1000, () => watchAndWake(parts)],
    ['renew-subscriptions', 1000, () => renewSubscriptions(renewDeps(parts))],
    ['refresh-rates', RATE_DEFAULTS.refreshMs, () => rates.refresh()],
    ['prune-history', HOUR_MS, () => pruneHistory(parts)],
  ];
  metrics.expectJobs(tasks.map(([name]) => name));
  const onFault = (err: unknown, job: string) => {
    metrics.jobFailed(job);
    log.error({ err, job }, 'a job failed; it runs again');
  };
  const running = tasks.map(([name, intervalMs, run]) =>
    every({ name, intervalMs, run, onFault, randomBytes: runtime.randomBytes }),
  );
  rates.refresh().catch((error: unknown) => onFault(error, 'refresh-rates'));
  return { stop: async () => void (await Promise.all(running.map((job) => job.stop()))) };
}

async function expireAndWake(parts: JobParts): Promise<void> {
  const faults: unknown[] = [];
  parts.onChanges(await expireDueSessions(parts, { faults }));
  throwFaults(faults);
}

async function searchAndWake(parts: JobParts): Promise<void> {
  const faults: unknown[] = [];
  const networksOf = (session: { terms: { offers: readonly { network: string }[] } }) =>
    parts.searchableOf({ networks: session.terms.offers.map((offer) => offer.network) });
  parts.onChanges(await searchEndedSessions(parts, networksOf, faults));
  throwFaults(faults);
}

async function tellLapsedAndWake(parts: JobParts): Promise<void> {
  const faults: unknown[] = [];
  if ((await tellLapsedCheckouts(parts, faults)) > 0) parts.wake.emit('outbox', null);
  throwFaults(faults);
}

async function tellLapsedSessionsAndWake(parts: JobParts): Promise<void> {
  const faults: unknown[] = [];
  parts.onChanges(await tellLapsedSessions(parts, faults));
  throwFaults(faults);
}

/** Each network by itself: one that cannot be read hides nothing of another's. */
async function auditAndWake(parts: JobParts): Promise<void> {
  const faults: unknown[] = [];
  for (const each of parts.sources) {
    const run = await auditBalances(parts, each, faults);
    const network = each.network.spec.name;
    if (run.outcome === 'unreadable') parts.log.warn({ network, reason: run.reason }, 'balances could not be audited');
    if (run.outcome !== 'audited' || run.told.length === 0) continue;
    parts.log.warn({ network, told: run.told.length }, 'balances hold other sums than the books account for');
    parts.wake.emit('outbox', null);
  }
  throwFaults(faults);
}

async function watchAndWake({ store, refunds, sources, wake }: JobParts): Promise<void> {
  const changed = await watchRefunds({ ...refunds, store }, sources);
  if (changed.length > 0) wake.emit('outbox', null);
  for (const { sessionId } of changed) wake.emit('session', sessionId);
}

function renewDeps({ store, createSession, wake, log, metrics }: JobParts): RenewDeps {
  return {
    ...createSession,
    store,
    onSubscriptionsChanged(sessionIds) {
      for (const sessionId of sessionIds) wake.emit('session', sessionId);
      wake.emit('outbox', null);
    },
    onRefused(subscriptionId, { code, message }) {
      metrics.renewalRefused(code);
      log.warn({ subscriptionId, code, reason: message }, 'a renewal could not be created; it is tried again');
    },
  };
}
