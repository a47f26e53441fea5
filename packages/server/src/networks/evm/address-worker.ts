import { parentPort } from 'node:worker_threads';
import { deriveAddressBytes } from './address-derive.ts';

/** What the thread is asked, one run at a time. */
export interface DeriveRequest {
  readonly id: number;
  readonly publicKey: Uint8Array;
  readonly chainCode: Uint8Array;
  readonly first: number;
  readonly count: number;
}

export interface DeriveAnswer {
  readonly id: number;
  readonly addresses: Uint8Array<ArrayBuffer>;
}

parentPort?.on('message', ({ id, publicKey, chainCode, first, count }: DeriveRequest) => {
  const addresses = deriveAddressBytes({ publicKey, chainCode }, first, count);
  const answer: DeriveAnswer = { id, addresses };
  parentPort?.postMessage(answer, [addresses.buffer]);
});
