import { Readable } from 'node:stream';
import type { Customer } from '../../../core/catalogue/customer.ts';
import { sessionResource } from '../../../core/resource/session-resource.ts';
import type { Session } from '../../../core/session/session.ts';
import { keyOf, viewSessions } from '../../../operations/view-sessions.ts';
import { type PersonFilter, sessionIdsOf } from '../../../store/erasure.ts';
import { allEventsOf } from '../../../store/events.ts';
import { findSessions, type SessionScope } from '../../../store/sessions.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { presentEvent } from '../events/present.ts';
import { presentCustomer } from './present.ts';

export type ExportDeps = Pick<ApiDeps, 'store' | 'runtime' | 'resource'>;

const SESSIONS_AT_A_TIME = 50;

/**
 * The customer with all their sessions and events as one JSON text, read page by page as the client takes it. A fault on
 * the first page throws before anything is sent.
 */
export async function streamExport(deps: ExportDeps, scope: SessionScope, customer: Customer): Promise<Readable> {
  const pages = exportedSessions(deps, scope, customer);
  const first = await pages.next();
  return Readable.from(wholeText(customer, first, pages), { highWaterMark: 0 });
}

async function* wholeText(customer: Customer, first: IteratorResult<string, void>, rest: AsyncGenerator<string, void>) {
  yield `{"object":"customer_export","customer":${JSON.stringify(presentCustomer(customer))},"sessions":[${first.value ?? ''}`;
  for await (const page of rest) yield `,${page}`;
  yield ']}';
}

async function* exportedSessions(
  deps: ExportDeps,
  scope: SessionScope,
  { id, email }: Customer,
): AsyncGenerator<string, void> {
  const theirs: PersonFilter = { customerId: id };
  const filters: readonly PersonFilter[] = email === null ? [theirs] : [theirs, { email }];
  for (const [index, filter] of filters.entries()) {
    for await (const sessions of pagesOf(deps, scope, filter)) {
      // Those with the address that are theirs by id came with the first filter.
      const fresh = index === 0 ? sessions : sessions.filter(({ customerId }) => customerId !== id);
      if (fresh.length > 0) yield (await exportSome(deps, fresh)).map((each) => JSON.stringify(each)).join(',');
    }
  }
}

async function* pagesOf(
  { store }: ExportDeps,
  scope: SessionScope,
  filter: PersonFilter,
): AsyncGenerator<readonly Session[], void> {
  let after: string | null = null;
  for (;;) {
    const ids: readonly string[] = await sessionIdsOf(store, scope, filter, { limit: SESSIONS_AT_A_TIME, after });
    if (ids.length === 0) return;
    yield await findSessions(store, scope, ids);
    after = ids.at(-1)!;
  }
}

async function exportSome({ store, runtime, resource }: ExportDeps, sessions: readonly Session[]) {
  const views = await viewSessions(store, sessions, runtime.now());
  const events = Map.groupBy(await allEventsOf(store, sessions.map(keyOf)), ({ sessionId }) => sessionId);
  return views.map((view) => ({
    session: sessionResource(view, resource),
    events: (events.get(view.session.id) ?? []).map(presentEvent),
  }));
}
