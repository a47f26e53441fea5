import { Readable } from 'node:stream';
import type { Customer } from '../../../core/catalogue/customer.ts';
import { sessionResource } from '../../../core/resource/session-resource.ts';
import { ownPerson } from '../../../operations/erase-customer.ts';
import { looseEventsOf } from '../../../operations/erase-mentions.ts';
import { gatherOwned, type Person, sessionPagesOf } from '../../../operations/gather-person.ts';
import { keyOf, viewSessions } from '../../../operations/view-sessions.ts';
import { allEventsOf } from '../../../store/events.ts';
import type { OrganizationScope } from '../../../store/organization-scope.ts';
import { redemptionsOf } from '../../../store/redeemer-erasure.ts';
import { findSessions } from '../../../store/sessions.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { presentEvent } from '../events/present.ts';
import { exportedSubscription, presentRedemption } from './export-parts.ts';
import { presentCustomer } from './present.ts';

export type ExportDeps = Pick<ApiDeps, 'store' | 'runtime' | 'resource'>;

/**
 * The customer with all that is theirs as one JSON text, read page by page as the client takes it. A fault on the first
 * page throws before anything is sent.
 */
export async function streamExport(deps: ExportDeps, scope: OrganizationScope, customer: Customer): Promise<Readable> {
  const texts = wholeText(deps, scope, customer);
  const first = await texts.next();
  return Readable.from(startingWith(first.value ?? '', texts), { highWaterMark: 0 });
}

async function* startingWith(first: string, rest: AsyncGenerator<string, void>) {
  yield first;
  yield* rest;
}

async function* wholeText(
  deps: ExportDeps,
  scope: OrganizationScope,
  customer: Customer,
): AsyncGenerator<string, void> {
  const person = ownPerson(customer);
  const { named, subscriptions, ...owned } = await gatherOwned(deps.store, scope, person);
  const redemptions = await redemptionsOf(deps.store, scope, named);
  const subscribed = subscriptions.map(({ id }) => id);
  yield* listText(
    `{"object":"customer_export","customer":${JSON.stringify(presentCustomer(customer))},"sessions":[`,
    exportedSessions(deps, scope, person),
  );
  yield* listText('],"subscriptions":[', exportedSubscriptions(deps, scope, subscribed));
  yield `],"discountRedemptions":${JSON.stringify(redemptions.map(presentRedemption))}`;
  yield* listText(',"events":[', exportedEvents(deps, scope, owned));
  yield ']}';
}

/** Begins with the first page, so that a fault in it comes before any text. */
async function* listText(opening: string, pages: AsyncGenerator<readonly object[], void>) {
  let before = opening;
  for await (const page of pages) {
    if (page.length === 0) continue;
    yield before + page.map((each) => JSON.stringify(each)).join(',');
    before = ',';
  }
  if (before === opening) yield opening;
}

async function* exportedSessions({ store, runtime, resource }: ExportDeps, scope: OrganizationScope, person: Person) {
  for await (const ids of sessionPagesOf(store, scope, person)) {
    const sessions = await findSessions(store, scope, ids);
    const views = await viewSessions(store, sessions, runtime.now());
    const events = Map.groupBy(await allEventsOf(store, sessions.map(keyOf)), ({ sessionId }) => sessionId);
    yield views.map((view) => ({
      session: sessionResource(view, resource),
      events: (events.get(view.session.id) ?? []).map(presentEvent),
    }));
  }
}

async function* exportedSubscriptions(deps: ExportDeps, scope: OrganizationScope, ids: readonly string[]) {
  for (const id of ids) yield await exportedSubscription(deps, scope, id);
}

async function* exportedEvents(
  { store }: ExportDeps,
  scope: OrganizationScope,
  owned: Parameters<typeof looseEventsOf>[2],
) {
  for await (const events of looseEventsOf(store, scope, owned)) yield events.map(presentEvent);
}
