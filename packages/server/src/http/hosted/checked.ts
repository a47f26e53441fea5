import type { SessionView } from '../../core/resource/session-resource.ts';
import { isoTime } from '../../core/resource/session-resource.ts';
import { clockNow } from '../../core/session/test-clock.ts';
import type { CodeRequest, HostedDeps, Visit } from './visit.ts';

/** Somebody who loads the page once more later is not told again. */
const TOLD_FOR_MS = 60_000;

/** Where «I have paid» leads without JavaScript when it has found nothing new: the page says so, once. */
export function checkedUrl(code: string, before: SessionView, after: SessionView, now: number): string | undefined {
  const isNew =
    before.session.version !== after.session.version ||
    before.derived.transfers.length !== after.derived.transfers.length;
  return isNew ? undefined : `/checkout/${code}?checked=${now}`;
}

/** When that was; undefined where it was not just now. */
export function checkedAt(deps: HostedDeps, { session }: Visit, request: CodeRequest): string | undefined {
  const at = Number((request.query as { checked?: unknown }).checked);
  const sinceMs = deps.runtime.now() - at;
  return sinceMs >= 0 && sinceMs < TOLD_FOR_MS ? isoTime(clockNow(session, at)) : undefined;
}
