import type { ChainReadError } from '../core/chain/errors.ts';
import type { Instant } from '../core/time.ts';
import type { Logger } from '../telemetry/logger.ts';

/** The same fault of the same node is told again after this long, with how often it came. */
const REPEAT_MS = 60_000;

/**
 * Tells what nodes do wrong. A node that fails is asked on and on: each kind of fault is a line a minute, not one a call. A node of
 * another chain is an error, for it will not pass by itself.
 */
export function createNodeFaultLog(log: Logger, now: () => Instant): (network: string, fault: ChainReadError) => void {
  const told = new Map<string, { at: Instant; since: number }>();
  return (network, { reason, host, message }) => {
    const key = `${network} ${host} ${reason}`;
    const last = told.get(key);
    if (last && now() - last.at < REPEAT_MS) {
      last.since += 1;
      return;
    }
    told.set(key, { at: now(), since: 0 });
    const facts = { network, reason, host, detail: message, ...(last && { sinceLastLine: last.since + 1 }) };
    if (reason === 'wrong_chain') log.error(facts, 'a node serves another chain and is refused: check the RPC URL');
    else log.warn(facts, 'a node did not answer as it must');
  };
}
