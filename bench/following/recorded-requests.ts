import { post, type Transport } from '../../packages/server/src/networks/evm/rpc-http.ts';

export interface Recording {
  /** The bodies posted, in order. */
  readonly bodies: readonly string[];
  /** The most that were unanswered at the same moment. */
  readonly mostAtOnce: number;
}

/** Notes what is posted through the transport that `work` is given. */
export async function recordRequests(work: (transport: Transport) => Promise<unknown>): Promise<Recording> {
  const bodies: string[] = [];
  let open = 0;
  let mostAtOnce = 0;
  await work(async (...asked) => {
    bodies.push(asked[1]);
    mostAtOnce = Math.max(mostAtOnce, ++open);
    try {
      return await post(...asked);
    } finally {
      open--;
    }
  });
  return { bodies, mostAtOnce };
}

/** Posts them all again, as many at once, and does with the answers what anyone must: reads and parses them. */
export async function replayRequests(url: string, { bodies, mostAtOnce }: Recording): Promise<void> {
  const waiting = bodies.values();
  const worker = async () => {
    for (const body of waiting) {
      const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      JSON.parse(await response.text());
    }
  };
  await Promise.all(Array.from({ length: mostAtOnce }, worker));
}
