export interface Recording {
  /** The bodies posted, in order. */
  readonly bodies: readonly string[];
  /** The most that were unanswered at the same moment. */
  readonly mostAtOnce: number;
}

/** Notes what this process posts to `url` while `work` goes on. */
export async function recordRequests(url: string, work: () => Promise<unknown>): Promise<Recording> {
  const own = globalThis.fetch;
  const bodies: string[] = [];
  let open = 0;
  let mostAtOnce = 0;
  globalThis.fetch = async (input, init) => {
    if (new URL(String(input)).host !== new URL(url).host) return own(input, init);
    bodies.push(String(init?.body));
    mostAtOnce = Math.max(mostAtOnce, ++open);
    const response = await own(input, init);
    const text = await response.text();
    open--;
    return new Response(text, response);
  };
  try {
    await work();
    return { bodies, mostAtOnce };
  } finally {
    globalThis.fetch = own;
  }
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
