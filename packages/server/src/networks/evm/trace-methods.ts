import type { ChainTransfer } from '../../core/chain/blocks.ts';
import { ChainReadError } from '../../core/chain/errors.ts';
import type { BlockBody } from './blocks.ts';
import { quantity } from './normalize.ts';
import type { RpcCall } from './rpc-asker.ts';
import { decodeCallTraces } from './trace-calls.ts';
import { movementsIn, type TracedTransaction } from './trace-frames.ts';
import { decodeTraceList } from './trace-list.ts';

/** In the order in which they are tried: the first asks the node for least, and for old blocks too. */
export const TRACE_METHODS = ['trace_block', 'debug_traceBlockByHash', 'debug_traceBlockByNumber'] as const;
export type TraceMethod = (typeof TRACE_METHODS)[number];

/** The time is that for one transaction; geth's own limit of 5 s is short for the largest. */
const CALL_TRACER = { tracer: 'callTracer', timeout: '12s' };

export function traceCall(method: TraceMethod, { header }: BlockBody): RpcCall {
  switch (method) {
    case 'trace_block':
      return { method, params: [quantity(header.number)] };
    case 'debug_traceBlockByHash':
      return { method, params: [header.hash, CALL_TRACER] };
    case 'debug_traceBlockByNumber':
      return { method, params: [quantity(header.number), CALL_TRACER] };
  }
}

/** The native coin that moved inside a block's transactions; throws unless exactly the block's own transactions are traced. */
export function decodeTraces(method: TraceMethod, result: unknown, block: BlockBody, host: string): ChainTransfer[] {
  if (result === null) {
    throw new ChainReadError('behind', `${host} has no traces of block ${block.header.number}`, { host });
  }
  if (method !== 'trace_block') return movementsOf(decodeCallTraces(result, host), block, host);
  const { transactions, rewards } = decodeTraceList(result, block.header.hash, host);
  return [...movementsOf(transactions, block, host), ...rewards];
}

function movementsOf(transactions: readonly TracedTransaction[], block: BlockBody, host: string): ChainTransfer[] {
  const traced = new Set<unknown>(transactions.map(({ txHash }) => txHash));
  if (traced.size !== transactions.length || !block.sent.every((hash) => traced.has(hash))) {
    const what = `${host} did not trace every transaction of block ${block.header.number}`;
    throw new ChainReadError('incomplete', what, { host });
  }
  const sent = new Set(block.sent);
  return transactions.filter(({ txHash }) => sent.has(txHash)).flatMap(movementsIn);
}

const REFUSING_STATUS = /answered status (400|401|403|404|405|501)$/;
const REFUSED =
  /-32601|support|enabled|disabled|whitelist|permi|authori[sz]|allowed|forbidden|upgrade|\b(plan|tier)\b/i;
const UNKNOWN = /not (available|found)|unavailable|does not exist|-32600|-32004/i;
/** What may be unknown without the method being so. */
const THING = /\b(header|block|resource|transaction)\b/i;
const STATE_GONE = /\b(state|trie|histor\w*|prun\w*|reexec)\b/i;

/** Whether a node's answer to a call says that it has no such method, or none for us. Providers word it in many ways. */
export function saysAbsent({ reason, message, host }: ChainReadError): boolean {
  if (reason === 'http_status') return REFUSING_STATUS.test(message);
  if (reason !== 'node_error' && reason !== 'range_limit') return false;
  const said = withoutMethods(host === null ? message : message.replace(host, ''));
  if (STATE_GONE.test(said)) return false;
  return REFUSED.test(said) || (UNKNOWN.test(said) && !THING.test(said));
}

/** Whether it says that it no longer has what it would need to trace so old a block. */
export function saysStateGone({ reason, message }: ChainReadError): boolean {
  return (reason === 'node_error' || reason === 'range_limit') && STATE_GONE.test(withoutMethods(message));
}

function withoutMethods(text: string): string {
  return text.replaceAll(/(debug|trace)_\w+/gi, '…');
}
