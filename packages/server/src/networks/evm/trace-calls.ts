import { ChainReadError } from '../../core/chain/errors.ts';
import { malformed, type Raw, toAddress, toHash, toQuantity, toRecord } from './normalize.ts';
import { checkDepth, type Frame, type Move, moveOf, type TracedTransaction } from './trace-frames.ts';

/** The frames that move their value. All others that show one show their caller's (DELEGATECALL), or pay themselves (CALLCODE). */
const MOVING = new Set(['CALL', 'CREATE', 'CREATE2', 'SELFDESTRUCT']);
const MOVING_NOTHING = new Set(['DELEGATECALL', 'CALLCODE', 'STATICCALL']);
const CREATING = new Set(['CREATE', 'CREATE2']);

/**
 * An answer of `debug_traceBlockByHash` or `…ByNumber` with geth's `callTracer`: one tree for each transaction. One that
 * could not be traced fails the whole.
 */
export function decodeCallTraces(result: unknown, host: string): TracedTransaction[] {
  if (!Array.isArray(result)) throw malformed(host, 'no list of traces');
  const traced: TracedTransaction[] = [];
  for (const entry of result) {
    // A system transaction that the node does not trace.
    if (entry === null) continue;
    const record = toRecord(entry, host, 'trace');
    if (record['error'] !== undefined && record['error'] !== null) {
      throw new ChainReadError('incomplete', `${host} answered an error inside a trace`, { host });
    }
    const top = toRecord(record['result'], host, 'trace of a transaction');
    const txHash = toHash(record['txHash'], host, 'transaction hash of a trace');
    traced.push({ txHash, root: toFrame(top, 0, host), isCreation: CREATING.has(top['type'] as string) });
  }
  return traced;
}

function toFrame(raw: Raw, depth: number, host: string): Frame {
  checkDepth(depth, host);
  const { type, error, calls } = raw;
  if (calls !== undefined && calls !== null && !Array.isArray(calls)) throw malformed(host, 'calls that are no list');
  const succeeded = error === undefined || error === null || error === '';
  const isSelfDestruct = type === 'SELFDESTRUCT';
  // What failed is undone with all that is in it: no need to look.
  if (!succeeded) return { moves: null, succeeded, isSelfDestruct, children: [] };
  const children = (calls ?? []).map((call) => toFrame(toRecord(call, host, 'frame'), depth + 1, host));
  return { moves: toMove(raw, host), succeeded, isSelfDestruct, children };
}

function toMove(raw: Raw, host: string): Move | null {
  const type = raw['type'] as string;
  const value = raw['value'] ?? '0x0';
  if (value === '0x0' || MOVING_NOTHING.has(type)) return null;
  if (!MOVING.has(type)) throw malformed(host, 'a value in a frame of an unknown kind');
  return moveOf(
    toAddress(raw['from'], host, 'sender'),
    toAddress(raw['to'], host, 'recipient'),
    toQuantity(value, host, 'value of a frame'),
  );
}
