import type { ChainTransfer } from '../../core/chain/blocks.ts';
import { ChainReadError } from '../../core/chain/errors.ts';
import type { Hex } from '../../core/hex.ts';
import { inconsistent, malformed, type Raw, toAddress, toHash, toQuantity, toRecord } from './normalize.ts';
import { checkDepth, type Frame, type Move, moveOf, type TracedTransaction } from './trace-frames.ts';

const NOBODY: Hex = `0x${'0'.repeat(40)}`;
const MOVING_NOTHING = new Set<unknown>(['delegatecall', 'callcode', 'staticcall']);

export interface TraceList {
  readonly transactions: readonly TracedTransaction[];
  /** What the protocol itself paid out in this block. */
  readonly rewards: readonly ChainTransfer[];
}

interface Listed extends Omit<Frame, 'children'> {
  readonly children: Listed[];
  readonly subtraces: unknown;
  readonly type: unknown;
}

/**
 * An answer of `trace_block` (OpenEthereum's format): all frames of a block in one list, each with its place in its
 * transaction's tree. Throws where the list has holes: then it was cut off.
 */
export function decodeTraceList(result: unknown, blockHash: Hex, host: string): TraceList {
  if (!Array.isArray(result)) throw malformed(host, 'no list of traces');
  const byTransaction = new Map<Hex, { readonly address: readonly number[]; readonly frame: Listed }[]>();
  const rewards: ChainTransfer[] = [];
  for (const entry of result) {
    const raw = toRecord(entry, host, 'trace');
    if (toHash(raw['blockHash'], host, 'block hash') !== blockHash) throw inconsistent(host, "another block's trace");
    if (raw['type'] === 'reward') {
      rewards.push(...toReward(raw, blockHash, rewards.length, host));
      continue;
    }
    const txHash = toHash(raw['transactionHash'], host, 'transaction hash of a trace');
    const frames = byTransaction.get(txHash) ?? [];
    byTransaction.set(txHash, frames);
    frames.push({ address: toTraceAddress(raw['traceAddress'], host), frame: toFrame(raw, host) });
  }
  const transactions = [...byTransaction].map(([txHash, frames]) => {
    const root = toTree(frames, host);
    return { txHash, root, isCreation: root.type === 'create' };
  });
  return { transactions, rewards };
}

/** Puts each frame under its parent. Some nodes list a self-destruction before its sisters: the addresses decide. */
function toTree(
  frames: readonly { readonly address: readonly number[]; readonly frame: Listed }[],
  host: string,
): Listed {
  const sorted = frames.toSorted((a, b) => compareAddresses(a.address, b.address));
  const [first, ...rest] = sorted;
  if (!first || first.address.length > 0) throw truncated(host);
  const branch: Listed[] = [first.frame];
  for (const { address, frame } of rest) {
    const parent = branch[address.length - 1];
    if (!parent || address.at(-1) !== parent.children.length) throw truncated(host);
    parent.children.push(frame);
    branch.length = address.length;
    branch.push(frame);
  }
  for (const { frame } of frames) checkCount(frame, host);
  return first.frame;
}

/** `subtraces` says how many there must be; nodes differ in whether a self-destruction is counted. */
function checkCount({ subtraces, children }: Listed, host: string): void {
  if (typeof subtraces !== 'number') throw malformed(host, 'a trace without its number of calls');
  const calls = children.filter(({ isSelfDestruct }) => !isSelfDestruct).length;
  if (subtraces < calls || subtraces > children.length) throw truncated(host);
}

function truncated(host: string): ChainReadError {
  return new ChainReadError('incomplete', `${host} left frames out of a trace`, { host });
}

function compareAddresses(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    if (a[i] !== b[i]) return a[i]! - b[i]!;
  }
  return a.length - b.length;
}

function toTraceAddress(value: unknown, host: string): readonly number[] {
  if (!Array.isArray(value) || !value.every((each) => Number.isSafeInteger(each) && each >= 0)) {
    throw malformed(host, 'a trace without its place');
  }
  checkDepth(value.length, host);
  return value;
}

function toFrame(raw: Raw, host: string): Listed {
  const { type, error, subtraces } = raw;
  const succeeded = error === undefined || error === null || error === '';
  const moves = succeeded ? toMove(raw, host) : null;
  return { moves, succeeded, isSelfDestruct: type === 'suicide', children: [], subtraces, type };
}

function toMove(raw: Raw, host: string): Move | null {
  const action = toRecord(raw['action'], host, 'action of a trace');
  switch (raw['type']) {
    case 'call':
      return toCallMove(action, host);
    case 'create': {
      const made = toRecord(raw['result'], host, 'result of a creation');
      return moveBetween(action['from'], made['address'], action['value'], host);
    }
    case 'suicide':
      return moveBetween(action['address'], action['refundAddress'], action['balance'], host);
    default:
      throw malformed(host, 'a trace of an unknown kind');
  }
}

/** A call moves its value. Delegated calls show their caller's, and `callcode` pays the caller itself. */
function toCallMove(action: Raw, host: string): Move | null {
  const { callType, value } = action;
  if (callType === 'call') return moveBetween(action['from'], action['to'], value, host);
  if (value === '0x0' || MOVING_NOTHING.has(callType)) return null;
  throw malformed(host, 'a value in a call of an unknown kind');
}

function moveBetween(from: unknown, to: unknown, value: unknown, host: string): Move | null {
  if (value === '0x0') return null;
  return moveOf(
    toAddress(from, host, 'sender'),
    toAddress(to, host, 'recipient'),
    toQuantity(value, host, 'value of a trace'),
  );
}

function toReward(raw: Raw, blockHash: Hex, index: number, host: string): ChainTransfer[] {
  const action = toRecord(raw['action'], host, 'action of a reward');
  const amountAtomic = toQuantity(action['value'], host, 'reward');
  if (amountAtomic === 0n) return [];
  const to = toAddress(action['author'], host, 'author');
  return [{ txHash: blockHash, position: `reward:${index}`, contract: null, from: NOBODY, to, amountAtomic }];
}
