import { ChainReadError, type ChainReadReason, OversizedAnswerError } from '../../core/chain/errors.ts';
import type { RpcEndpoint } from './rpc-endpoint.ts';

/** The node will not take this many calls at once: not a failed read, but a reason to ask in smaller pieces. */
export class BatchRefusedError extends Error {
  override readonly name = 'BatchRefusedError';
}

interface ErrorMember {
  readonly code?: unknown;
  readonly message?: unknown;
}

const TOO_MANY_REQUESTS =
  /rate.?limit|too many requests|throttl|compute units|per second|request (count|limit)|quota|credits/i;
const TOO_LARGE =
  /range|too (large|many|big|wide)|more than|exceed|max(imum)? |response size|limited to|query timeout|timed out/i;
const RESPONSE_TOO_LARGE = -32003;
/**
 * Far more than the fullest blocks that are asked for at once. 43 million empty objects go into an answer of 128 MiB, and stop a
 * process for a minute, or for good.
 */
const MOST_VALUES = 2_000_000;

/** Text and numbers as they are; anything else may be made to fail at being shown. */
function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function describes(error: ErrorMember): ChainReadReason {
  const message = shown(error.message);
  if (error.code === 429 || TOO_MANY_REQUESTS.test(message)) return 'rate_limited';
  return TOO_LARGE.test(message) ? 'range_limit' : 'node_error';
}

/** What the node said, short and without anything secret of its URL. */
function quote(endpoint: RpcEndpoint, error: ErrorMember): string {
  let text = `${shown(error.code)} ${shown(error.message)}`.trim();
  for (const secret of endpoint.secrets) text = text.replaceAll(secret, '…');
  return text.replace(/https?:\/\/\S+/gi, '…').slice(0, 160);
}

function toReadError(endpoint: RpcEndpoint, error: ErrorMember): ChainReadError {
  return new ChainReadError(describes(error), `${endpoint.host} answered an error: ${quote(endpoint, error)}`, {
    host: endpoint.host,
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** How many objects, lists and members JSON text may hold: counted before one of them is made. */
function countValues(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // A comma, an opening bracket, an opening brace.
    if (code === 0x2c || code === 0x5b || code === 0x7b) count++;
  }
  return count;
}

function parse(endpoint: RpcEndpoint, text: string, many: boolean): unknown {
  if (text.length > MOST_VALUES && countValues(text) > MOST_VALUES) {
    if (many) throw new BatchRefusedError();
    throw new OversizedAnswerError(endpoint.host, `${MOST_VALUES} values`);
  }
  try {
    return JSON.parse(text);
  } catch {
    // Without its cause: the parser's message quotes the text, which may be anything.
    throw malformed(endpoint, 'something that is not JSON');
  }
}

/**
 * The results of one HTTP answer in the order of `ids` (JSON-RPC 2.0 §6: a batch's answers may come in any order).
 * One error inside the batch, one missing, foreign or doubled id fails the whole: part of an answer is none.
 */
export function readAnswer(endpoint: RpcEndpoint, text: string, ids: readonly number[]): unknown[] {
  const many = ids.length > 1;
  const body = parse(endpoint, text, many);
  if (many && isRecord(body) && isRecord(body['error'])) {
    if (describes(body['error']) === 'rate_limited') throw toReadError(endpoint, body['error']);
    throw new BatchRefusedError();
  }
  const answers = many ? body : [body];
  if (!Array.isArray(answers)) throw malformed(endpoint, 'no list of answers');
  const places = new Map(ids.map((id, place) => [id, place]));
  const results = new Array<unknown>(ids.length);
  for (const answer of answers) {
    if (!isRecord(answer)) throw malformed(endpoint, 'an answer that is no object');
    if (isRecord(answer['error'])) throw errorInBatch(endpoint, answer['error'], many);
    const place = places.get(answer['id'] as number);
    if (place === undefined) throw malformed(endpoint, 'an id that was not asked, or twice');
    places.delete(answer['id'] as number);
    if (answer['result'] === undefined) throw malformed(endpoint, 'neither result nor error');
    results[place] = answer['result'];
  }
  if (places.size > 0) {
    throw new ChainReadError('incomplete', `${endpoint.host} left ${places.size} of ${ids.length} calls unanswered`, {
      host: endpoint.host,
    });
  }
  return results;
}

function errorInBatch(endpoint: RpcEndpoint, error: ErrorMember, many: boolean): Error {
  const refused =
    many && (error.code === RESPONSE_TOO_LARGE || /batch|response (is )?too large/i.test(shown(error.message)));
  return refused ? new BatchRefusedError() : toReadError(endpoint, error);
}

function malformed(endpoint: RpcEndpoint, what: string): ChainReadError {
  return new ChainReadError('malformed', `${endpoint.host} answered ${what}`, { host: endpoint.host });
}
