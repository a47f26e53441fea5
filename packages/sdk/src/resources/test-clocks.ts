import type { RequestOptions } from '../options.ts';
import { type List, type ListParams, pageQuery } from '../page.ts';
import type { Transport } from '../transport.ts';
import type { DeletedTestClock, TestClock, TestClockAdvanceParams, TestClockCreateParams } from '../types.ts';
import { type Crud, crud } from './crud.ts';

/** Clocks of test mode that you put forward: everything attached to one moves with it. `PermissionError` for a live key. */
export class TestClocks {
  readonly #clocks: Crud<TestClock, NonNullable<TestClockCreateParams>, never, DeletedTestClock>;

  constructor(send: Transport) {
    this.#clocks = crud(send, 'test/clocks');
  }

  /** Name its id as `testClockId` when you create a session. */
  create(params: NonNullable<TestClockCreateParams> = {}, options?: RequestOptions): Promise<TestClock> {
    return this.#clocks.create(params, options);
  }

  retrieve(id: string, options?: RequestOptions): Promise<TestClock> {
    return this.#clocks.retrieve(id, options);
  }

  list(params: ListParams = {}, options?: RequestOptions): List<TestClock> {
    return this.#clocks.list(pageQuery(params), options);
  }

  /** `{ by: 86400 }` seconds, or `{ to: '2027-01-31T12:00:00Z' }`; never back. What falls due on the way happens, in order. */
  advance(id: string, params: TestClockAdvanceParams, options?: RequestOptions): Promise<TestClock> {
    return this.#clocks.act(id, 'advance', params, options);
  }

  delete(id: string, options?: RequestOptions): Promise<DeletedTestClock> {
    return this.#clocks.delete(id, options);
  }
}
