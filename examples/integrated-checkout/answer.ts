import type { IncomingMessage, ServerResponse } from 'node:http';

const MAX_BODY_BYTES = 1_000_000;
/** The page brings its own style and script, and is framed by nobody. */
const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** More than anything that is meant for us. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
}

/** The body as it came: a signature is over these bytes. @throws TooLargeError */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new TooLargeError('The body is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function setSafetyHeaders(response: ServerResponse): void {
  response.setHeader('content-security-policy', POLICY);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cache-control', 'no-store');
}

export function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8` }).end(body);
}

export function sendJson(response: ServerResponse, status: number, body: object): void {
  send(response, status, 'application/json', JSON.stringify(body));
}

/** Another site cannot act in a visitor's name. Browsers say where a request comes from; programs need not. */
export function isFromOtherSite({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

/** A person's browser, and no program. */
export const asksForPage = ({ headers }: IncomingMessage): boolean => /\btext\/html\b/.test(headers.accept ?? '');

export const NOTHING_HERE =
  '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Nothing here · Northlight</title><link rel="stylesheet" href="/style.css"></head><body><header class="head"><a class="brand" href="/">Northlight</a></header><main><h1>There is no page at this address</h1><p><a href="/">To the shop</a></p></main></body></html>';
