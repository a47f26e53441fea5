import type { Instant } from '../core/time.ts';
import { remark } from './print.ts';

const TELL_EVERY_MS = 3000;

/** Says every few seconds how far a reading of blocks is, on standard error; nothing of one that is over before. */
export function createProgress(network: string, { from, to }: { from: bigint; to: bigint }, now: () => Instant) {
  const startedAt = now();
  let toldAt = startedAt;
  return (at: bigint): void => {
    const moment = now();
    if (moment - toldAt < TELL_EVERY_MS) return;
    toldAt = moment;
    const done = at - from + 1n;
    const all = to - from + 1n;
    const perSecond = (done * 1000n) / BigInt(Math.max(1, moment - startedAt));
    const left = perSecond === 0n ? '' : `, ${(to - at) / perSecond} s left`;
    remark(`${network}: block ${at} of ${to}, ${(done * 100n) / all} %, ${perSecond} blocks/s${left}`);
  };
}
