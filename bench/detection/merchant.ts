import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Setting } from '../measure.ts';

export interface Merchant {
  readonly url: string;
  /** When this session's event came in. */
  readonly toldAt: (sessionId: string) => Promise<number>;
}

/** A shop that notes when it hears of which session. */
export async function openMerchant({ defer }: Setting): Promise<Merchant> {
  const told = new Map<string, PromiseWithResolvers<number>>();
  const of = (sessionId: string) => {
    const known = told.get(sessionId) ?? Promise.withResolvers<number>();
    told.set(sessionId, known);
    return known;
  };
  const server = createServer(async (request, response) => {
    const at = performance.now();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    response.writeHead(200).end();
    const id = /"(cs_\w+)"/.exec(Buffer.concat(chunks).toString())?.[1];
    if (id !== undefined) of(id).resolve(at);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  defer(async () => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/webhooks`, toldAt: (sessionId) => of(sessionId).promise };
}
