import { ChainReadError } from '../../core/chain/errors.ts';
import type { Milliseconds } from '../../core/time.ts';
import type { RpcEndpoint } from './rpc-endpoint.ts';

export interface RaceRules<T> {
  /** Asked in this order. */
  readonly endpoints: readonly RpcEndpoint[];
  /** How long this one may be silent before the next one is asked as well. */
  readonly patienceMs: (endpoint: RpcEndpoint) => Milliseconds;
  /** Asks one node; gives up when the signal says so. */
  readonly ask: (endpoint: RpcEndpoint, givenUp: AbortSignal) => Promise<T>;
  readonly onFailure: (endpoint: RpcEndpoint, error: ChainReadError) => void;
  /** Another node answered while this one was silent beyond our patience. */
  readonly onOvertaken: (endpoint: RpcEndpoint) => void;
  /** Whether to ask on, after this failure; otherwise it is thrown. */
  readonly isWorthAsking: (error: ChainReadError) => boolean;
}

interface Runner {
  readonly endpoint: RpcEndpoint;
  readonly giveUp: AbortController;
  isLate: boolean;
}

type Result<T> = { readonly runner: Runner } & ({ readonly value: T } | { readonly error: unknown });

/**
 * Asks one node after another until one has answered in full: the next one when one fails, and beside it when one is silent
 * for too long. So a node that hangs holds nothing up for longer than our patience. Undefined when there is nobody to ask.
 */
export async function raceNodes<T>(rules: RaceRules<T>): Promise<{ readonly value: T } | undefined> {
  const queue = [...rules.endpoints];
  const running = new Map<Runner, Promise<Result<T>>>();
  let failure: ChainReadError | undefined;

  function start(endpoint: RpcEndpoint): void {
    const runner: Runner = { endpoint, giveUp: new AbortController(), isLate: false };
    const result = rules.ask(endpoint, runner.giveUp.signal).then(
      (value) => ({ runner, value }),
      (error: unknown) => ({ runner, error }),
    );
    running.set(runner, result);
  }

  function giveUpOthers(): void {
    for (const { endpoint, giveUp, isLate } of running.keys()) {
      giveUp.abort();
      if (isLate) rules.onOvertaken(endpoint);
    }
  }

  /** The next result, or undefined when the last one asked has been silent for too long and another can be. */
  async function nextResult(): Promise<Result<T> | undefined> {
    const last = [...running.keys()].at(-1)!;
    if (queue.length === 0) return Promise.race(running.values());
    const silence = Promise.withResolvers<undefined>();
    const timer = setTimeout(silence.resolve, rules.patienceMs(last.endpoint));
    try {
      return await Promise.race([...running.values(), silence.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  while (queue.length > 0 || running.size > 0) {
    if (running.size === 0) start(queue.shift()!);
    const result = await nextResult();
    if (result === undefined) {
      for (const runner of running.keys()) runner.isLate = true;
      start(queue.shift()!);
      continue;
    }
    running.delete(result.runner);
    if ('value' in result) {
      giveUpOthers();
      return { value: result.value };
    }
    const { error } = result;
    if (!(error instanceof ChainReadError)) {
      giveUpOthers();
      throw error;
    }
    rules.onFailure(result.runner.endpoint, error);
    if (!rules.isWorthAsking(error)) {
      giveUpOthers();
      throw error;
    }
    if (failure === undefined || failure.reason === 'wrong_chain') failure = error;
  }
  if (failure !== undefined) throw failure;
  return undefined;
}
