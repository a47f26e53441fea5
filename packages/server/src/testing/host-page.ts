import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HostPage {
  /** On `localhost`, which for a browser is another site than the `127.0.0.1` of the servers under test. */
  readonly origin: string;
  close(): Promise<void>;
}

/** A shop's page on an origin of its own, with `<opentill-checkout>` in it; `?…` may carry what `body` is asked for. */
export async function startHostPage(body: (query: URLSearchParams) => string): Promise<HostPage> {
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://host');
    const head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A shop</title>';
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end(`<!doctype html><html lang="en"><head>${head}</head><body>${body(searchParams)}</body></html>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** What the shop's own script does: it keeps every event of the element, in order. */
export const RECORDING = `<script>
  window.told = [];
  for (const type of ['ready', 'status', 'paid', 'expired', 'close', 'error'])
    document.addEventListener('opentill:' + type, ({ detail }) => window.told.push({ type, ...detail }));
</script>`;
