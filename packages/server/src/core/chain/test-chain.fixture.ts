import type { Hex } from '../hex.ts';
import type { BlockHeader } from './blocks.ts';

/**
 * Reads a drawn chain: `1a 2a 3b` are the blocks 1, 2 and 3 of the forks a and b. The letter is the block's hash; each block
 * is the child of the one drawn before it, and is mined `number` seconds after the epoch.
 */
export function drawn(picture: string): BlockHeader[] {
  const names = picture.trim().split(/\s+/);
  return names.map((name, index) => ({
    number: numberOf(name),
    hash: hashOf(name),
    parentHash: hashOf(names[index - 1] ?? `${numberOf(name) - 1n}${name.slice(-1)}`),
    timestamp: Number(numberOf(name)) * 1000,
  }));
}

const numberOf = (name: string) => BigInt(name.slice(0, -1));
const hashOf = (name: string): Hex => `0x${Buffer.from(name).toString('hex').padStart(64, '0')}`;
