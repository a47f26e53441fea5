import { parseLosslessly } from '../core/exact-number.ts';
import { ExpectedError } from './usage.ts';

/** As the API lists it: the body of its deliveries, and `object`. */
export interface ListedEvent {
  readonly id: string;
  readonly type: string;
  readonly createdAt: string;
  readonly object: string;
}

/** The server does not answer, or has trouble: it may pass. */
export class ServerAwayError extends ExpectedError {}

export interface EventFeed {
  /**
   * What has come since the last call, oldest first; the first call only takes note of what is there.
   * @throws {ServerAwayError} and, for a refusal that will not pass, `ExpectedError`.
   */
  next(): Promise<readonly ListedEvent[]>;
}

interface Page {
  readonly data: readonly ListedEvent[];
  readonly nextCursor: string | null;
}

const TIMEOUT_MS = 10_000;
/** A transaction that commits late brings an event that is older than the newest: each look goes back this far. */
const OVERLAP_MS = 60_000;

/** A test account's events, by asking again and again. */
export function createEventFeed(server: { readonly url: string; readonly apiKey: string }): EventFeed {
  let seen = new Map<string, ListedEvent>();
  let primed = false;
  return {
    async next() {
      const listed = await listSince(server, floorOf(seen));
      const fresh = listed.filter(({ id }) => !seen.has(id));
      if (listed.length > 0) seen = new Map(listed.map((event) => [event.id, event]));
      const isFirst = !primed;
      primed = true;
      return isFirst ? [] : fresh.toReversed();
    },
  };
}

/** From when on to look again; undefined while nothing was ever seen. */
function floorOf(seen: ReadonlyMap<string, ListedEvent>): string | undefined {
  const newest = [...seen.values()]
    .map(({ createdAt }) => createdAt)
    .sort()
    .at(-1);
  return newest && new Date(Date.parse(newest) - OVERLAP_MS).toISOString();
}

type Server = Parameters<typeof createEventFeed>[0];

/** Newest first. Without a floor the newest page alone: what is older is no news. */
async function listSince(server: Server, floor: string | undefined): Promise<readonly ListedEvent[]> {
  const from = floor === undefined ? '' : `&created_gte=${encodeURIComponent(floor)}`;
  const first = await fetchPage(server, `limit=100${from}`);
  const events = [...first.data];
  for (let cursor = first.nextCursor; cursor !== null && floor !== undefined; ) {
    const page = await fetchPage(server, `limit=100${from}&starting_after=${cursor}`);
    events.push(...page.data);
    cursor = page.nextCursor;
  }
  return events;
}

async function fetchPage({ url, apiKey }: Server, query: string): Promise<Page> {
  const answer = await fetch(`${url}/api/v1/events?${query}`, {
    headers: { authorization: `Bearer ${apiKey}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause: unknown) => {
    throw new ServerAwayError(`No server answers at ${url}.`, { cause });
  });
  const body = read(await answer.text().catch(() => ''));
  if (answer.status >= 500 || answer.status === 429)
    throw new ServerAwayError(`The server at ${url} answers ${answer.status}.`);
  if (!answer.ok) throw new ExpectedError(`The server refused: ${body?.error?.message ?? answer.status}`);
  if (!body?.data) throw new ExpectedError(`What answers at ${url} is no Opentill server.`);
  return { data: body.data, nextCursor: body.nextCursor ?? null };
}

/** What is forwarded is written again, and no number in the merchant's metadata may read otherwise then. */
function read(text: string): (Partial<Page> & { error?: { message?: string } }) | undefined {
  try {
    return parseLosslessly(text) as ReturnType<typeof read>;
  } catch {
    return undefined;
  }
}
