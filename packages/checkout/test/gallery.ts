import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { brandCss } from '../src/brand/brand-css.ts';
import type { CheckoutView } from '../src/view.ts';
import { type Built, builtPage } from './built.ts';
import { states } from './states.ts';

/** What a server should send with the page; nothing in the page may need more. */
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

export interface Gallery {
  readonly url: string;
  /** What the page has posted, in order. */
  readonly posts: { readonly path: string; readonly type: string; readonly body: string }[];
  /** Replaces a state's view and sends it to the pages that show it. */
  push(name: string, view: CheckoutView): void;
  /** What the state's posts answer; by default the state's view. */
  answer: (name: string, action: string) => unknown;
  /** Awaited before a post is answered: so that what the page shows meanwhile can be looked at for as long as it takes. */
  beforeAnswer: Promise<void>;
  /** Closes the port, as when the server is gone; `resume` opens the same one. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  close(): Promise<void>;
}

/** Every state of the page behind a small server: `/<state>` and its addresses below it. */
export async function startGallery(extra: Record<string, CheckoutView> = {}): Promise<Gallery> {
  const built = await builtPage();
  const views = new Map(Object.entries({ ...states, ...extra }).map(([name, view]) => [name, placed(name, view)]));
  const streams = new Map<string, Set<ServerResponse>>();
  const server = createServer((request, response) => void handle(request, response));
  const gallery: Gallery = {
    url: '',
    posts: [],
    beforeAnswer: Promise.resolve(),
    answer: (name) => views.get(name),
    push: (name, view) => {
      views.set(name, placed(name, view));
      for (const stream of streams.get(name) ?? []) stream.write(`data: ${JSON.stringify(views.get(name))}\n\n`);
    },
    pause: () => stopListening(server),
    resume: () => listen(server, Number(new URL(gallery.url).port)),
    close: () => stopListening(server),
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://gallery');
    if (pathname.startsWith('/assets/checkout/')) return sendAsset(built, pathname, response);
    const [, name = '', action = ''] = pathname.split('/');
    const view = views.get(name);
    if (request.method === 'POST') return receive(request, response, name, action);
    if (name === '') return sendHtml(response, indexOf(views));
    if (!view) return sendHtml(response, built.renderNotFound({ assets: built.assets }), 404);
    if (action === 'state') return sendJson(response, view);
    if (action === 'events') return stream(name, response);
    if (action === 'brand.css') return send(response, 'text/css', brandCss(view.merchant));
    sendHtml(response, built.renderPage(view, { assets: built.assets }));
  }

  function stream(name: string, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(`retry: 1000\n\ndata: ${JSON.stringify(views.get(name))}\n\n`);
    const open = streams.get(name) ?? new Set();
    streams.set(name, open.add(response));
    response.on('close', () => open.delete(response));
  }

  async function receive(request: IncomingMessage, response: ServerResponse, name: string, action: string) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const type = request.headers['content-type'] ?? '';
    gallery.posts.push({ path: `/${name}/${action}`, type, body: Buffer.concat(chunks).toString() });
    await gallery.beforeAnswer;
    if (type.includes('json')) return sendJson(response, gallery.answer(name, action));
    response.writeHead(303, { location: `/${name}` }).end();
  }

  await listen(server, 0);
  return Object.assign(gallery, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
}

function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** The view with its addresses below `/<name>`. */
function placed(name: string, view: CheckoutView): CheckoutView {
  const at = (action: string) => `/${name}/${action}`;
  const urls = {
    self: `/${name}`,
    brandCss: view.urls.brandCss ? at('brand.css') : null,
    events: at('events'),
    state: at('state'),
    method: at('method'),
    check: at('check'),
    restart: at('restart'),
    simulate: view.urls.simulate ? at('simulate') : null,
  };
  return { ...view, urls };
}

function indexOf(views: Map<string, CheckoutView>): string {
  const links = [...views.keys()].map((name) => `<li><a href="/${name}">${name}</a></li>`).join('');
  return `<!doctype html><html lang="en"><title>States</title><ul>${links}</ul></html>`;
}

function sendAsset(built: Built, pathname: string, response: ServerResponse): void {
  const type = pathname.endsWith('.css') ? 'text/css' : 'text/javascript';
  send(response, type, readFileSync(join(built.clientDirectory, basename(pathname)), 'utf8'));
}

function sendHtml(response: ServerResponse, html: string, status = 200): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY });
  response.end(html);
}

function sendJson(response: ServerResponse, body: unknown): void {
  send(response, 'application/json', JSON.stringify(body));
}

function send(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(body);
}

if (import.meta.main) console.log((await startGallery()).url);
