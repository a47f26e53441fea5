import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below those that systems hand out by themselves, and above those that programs have agreed on. */
const [LOWEST, HIGHEST] = [20_000, 32_000];
const MOST_TRIES = 100;

/**
 * `wanted` if nobody listens there, else any free port of this machine's loopback. Where it can be, one that the system does
 * not hand out: who keeps its port over a stop would find it taken by whatever connection was opened meanwhile.
 */
export async function freePort(wanted: number | undefined): Promise<number> {
  const kept = wanted === undefined ? undefined : await tryPort(wanted);
  if (kept !== undefined) return kept;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const free = await tryPort(randomInt(LOWEST, HIGHEST));
    if (free !== undefined) return free;
  }
  return (await tryPort(0))!;
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const address = probe.address();
      const got = typeof address === 'object' && address !== null ? address.port : undefined;
      probe.close(() => resolve(got));
    });
  });
}
