import type { TestApi } from '../test-api.ts';

/** What earlier requests of the run have left behind, by name: ids for the paths of the later ones. */
export type Remembered = Map<string, string>;

/** One request whose answer stands in the API's document as an example. Method and path are those of its operation. */
export interface DocumentedRequest {
  readonly operationId: string;
  /** The name of its body in `REQUEST_EXAMPLES`, and so of its answer; the operation's first without it, if it has any. */
  readonly example?: string;
  /** Fills `{id}` in the path: the name of what was remembered, `id` without it. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** Instead of the example: for a body with an id of the run in it, as `{name}`. */
  readonly body?: object;
  /** A live key without it, so that the examples show main networks. */
  readonly key?: 'test' | 'live' | 'publishable';
  /** Fields of the answer, by the name under which later requests find them: `{ session: 'id', newest: 'data.0.id' }`. */
  readonly remember?: Readonly<Record<string, string>>;
  /** What must have happened before: a payment that was seen, a clock that went on. */
  readonly arrange?: (api: TestApi, remembered: Remembered) => Promise<unknown>;
  /** Fields whose values are drawn at random and have no shape of their own, with what stands for them. */
  readonly steady?: Readonly<Record<string, string>>;
}
