import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ReceivingKey } from './address-derive.ts';
import type { DeriveAnswer, DeriveRequest } from './address-worker.ts';

export interface AddressDeriver {
  /** The addresses of `count` children from `first`, 20 bytes each. Rejects when the thread dies or the deriver is closed. */
  derive(key: ReceivingKey, first: number, count: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (addresses: Uint8Array) => void;
  readonly reject: (reason: Error) => void;
}

/** Deriving failed because its thread ended; the next request starts another. */
export class AddressWorkerError extends Error {
  override readonly name = 'AddressWorkerError';
}

// The same file name beside this one, whether this runs from source or compiled.
const WORKER = new URL(`./address-worker${extname(import.meta.url)}`, import.meta.url);

/**
 * Derives addresses in a thread of its own, so that requests are not held up (inline, creating sessions falls to a third
 * of its speed). One thread serves all xpubs, in the order asked; it starts with the first request.
 */
export function createAddressDeriver(): AddressDeriver {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let lastId = 0;
  let closed = false;

  function failAll(cause: unknown): void {
    worker = undefined;
    for (const { reject } of waiting.values()) reject(new AddressWorkerError('the deriving thread ended', { cause }));
    waiting.clear();
  }

  function start(): Worker {
    const started = new Worker(WORKER);
    const ended = (cause: unknown) => {
      if (worker === started) failAll(cause);
    };
    started.on('message', ({ id, addresses }: DeriveAnswer) => {
      waiting.get(id)?.resolve(addresses);
      waiting.delete(id);
    });
    started.on('error', ended);
    started.on('exit', ended);
    return started;
  }

  return {
    derive({ publicKey, chainCode }, first, count) {
      if (closed) return Promise.reject(new AddressWorkerError('the deriver is closed'));
      worker ??= start();
      const request: DeriveRequest = { id: ++lastId, publicKey, chainCode, first, count };
      worker.postMessage(request);
      return new Promise((resolve, reject) => waiting.set(request.id, { resolve, reject }));
    },
    async close() {
      closed = true;
      await worker?.terminate();
    },
  };
}
