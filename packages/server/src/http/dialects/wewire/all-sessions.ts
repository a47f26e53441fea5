import { Readable } from 'node:stream';
import { sessionResource } from '../../../core/resource/session-resource.ts';
import { viewSessions } from '../../../operations/view-sessions.ts';
import type { OrganizationScope } from '../../../store/organization-scope.ts';
import { listSessions } from '../../../store/sessions.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { checkout } from './present.ts';

export type ListDeps = Pick<ApiDeps, 'store' | 'runtime' | 'resource'>;

/** Rows held at a time, and how long the event loop is busy with them: some ten milliseconds. */
export const SESSIONS_AT_A_TIME = 250;

/**
 * Every session of the key's mode as one JSON array, newest first, read page by page as the client takes it: no more than a
 * page is held however many there are, and between pages no connection to the database either. A fault on the first page
 * throws before anything is sent.
 */
export async function streamAllSessions(deps: ListDeps, scope: OrganizationScope): Promise<Readable> {
  const pages = sessionPages(deps, scope);
  const first = await pages.next();
  // Nothing ahead of the client: the next page is read when it has taken the one before.
  return Readable.from(bareArray(first, pages), { highWaterMark: 0 });
}

/** The sessions' JSON, comma-separated, a page at a time. */
async function* sessionPages(deps: ListDeps, scope: OrganizationScope): AsyncGenerator<string, void> {
  let startingAfter: string | undefined;
  for (;;) {
    const page = { limit: SESSIONS_AT_A_TIME, startingAfter };
    const sessions = await listSessions(deps.store, scope, {}, page);
    if (sessions.length === 0) return;
    const views = await viewSessions(deps.store, sessions, deps.runtime.now());
    yield views.map((view) => JSON.stringify(checkout(sessionResource(view, deps.resource)))).join(',');
    if (sessions.length < SESSIONS_AT_A_TIME) return;
    startingAfter = sessions.at(-1)!.id;
  }
}

async function* bareArray(first: IteratorResult<string, void>, rest: AsyncGenerator<string, void>) {
  yield `[${first.value ?? ''}`;
  for await (const page of rest) yield `,${page}`;
  yield ']';
}
