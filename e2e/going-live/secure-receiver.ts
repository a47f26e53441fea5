import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { selfSigned } from './self-signed.ts';

export interface Received {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface SecureReceiver {
  readonly url: string;
  /** PEM, for NODE_EXTRA_CA_CERTS. */
  readonly cert: string;
  readonly received: readonly Received[];
  close(): Promise<void>;
}

/** A shop's webhook handler behind TLS, as live mode wants it. */
export async function startSecureReceiver(): Promise<SecureReceiver> {
  const certificate = selfSigned();
  const received: Received[] = [];
  const server = createServer(certificate, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    response.end();
    received.push({ headers: request.headers as Record<string, string>, body: Buffer.concat(chunks).toString() });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    cert: certificate.cert,
    received,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
