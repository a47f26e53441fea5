import type { RequestOptions } from './options.ts';
import type { QueryValue, Transport } from './transport.ts';

/** What every list takes. */
export interface ListParams {
  /** Objects in one page, 1 to 100; 25 by default. */
  readonly limit?: number;
  /** The id of the last object of the page before. */
  readonly startingAfter?: string;
}

interface ListAnswer<T> {
  readonly data: readonly T[];
  readonly hasMore: boolean;
  readonly nextCursor: string | null;
}

/** One page of a list, newest first. */
export interface Page<T> extends ListAnswer<T> {
  /** The page after this one; `null` on the last. */
  nextPage(): Promise<Page<T> | null>;
}

/**
 * A list that has not been asked for yet. Await it for its first page, or iterate over it for every object, page by page:
 *
 *     const page = await client.checkoutSessions.list({ limit: 10 });
 *     for await (const session of client.checkoutSessions.list()) console.log(session.id);
 */
export interface List<T> extends PromiseLike<Page<T>>, AsyncIterable<T> {}

export interface ListRequest {
  readonly path: string;
  readonly query: Readonly<Record<string, QueryValue>>;
  readonly options?: RequestOptions | undefined;
}

export function createList<T>(transport: Transport, request: ListRequest): List<T> {
  let first: Promise<Page<T>> | undefined;
  const firstPage = () => {
    first ??= fetchPage<T>(transport, request);
    return first;
  };
  return {
    // biome-ignore lint/suspicious/noThenProperty: being awaitable is the point; `PromiseLike` is the standard interface for it.
    then: (onPage, onError) => firstPage().then(onPage, onError),
    async *[Symbol.asyncIterator]() {
      for (let page: Page<T> | null = await firstPage(); page !== null; page = await page.nextPage()) yield* page.data;
    },
  };
}

async function fetchPage<T>(transport: Transport, request: ListRequest): Promise<Page<T>> {
  const answer = await transport<ListAnswer<T>>({ method: 'GET', ...request });
  return {
    ...answer,
    async nextPage() {
      if (!answer.hasMore || answer.nextCursor === null) return null;
      return fetchPage<T>(transport, { ...request, query: { ...request.query, starting_after: answer.nextCursor } });
    },
  };
}

/** `limit` and `startingAfter` as the API spells them. */
export function pageQuery({ limit, startingAfter }: ListParams): Record<string, QueryValue> {
  return { limit, starting_after: startingAfter };
}
