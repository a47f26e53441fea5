import { readFile } from 'node:fs/promises';
import type { Abi } from 'viem';
import { buildContracts } from '../../../../contracts/build.ts';
import type { Hex } from '../core/hex.ts';

export interface CompiledContract {
  readonly abi: Abi;
  readonly bytecode: Hex;
}

/** One of `contracts/src`, compiled: by `npm ci`, or now where its source has changed since. */
export async function loadContract(name: string): Promise<CompiledContract> {
  const directory = await buildContracts();
  return JSON.parse(await readFile(new URL(`${name}.json`, directory), 'utf8')) as CompiledContract;
}
