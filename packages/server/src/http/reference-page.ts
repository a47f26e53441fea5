import { createHash } from 'node:crypto';
import scalar from '@scalar/fastify-api-reference';
import type { FastifyInstance } from 'fastify';

/**
 * Everything that the reference would ask other machines for is off: it works where nothing but the server is in reach. Greys and
 * colours of its own that are too light to be read by everybody give way to darker ones. «Test Request» stands only where this
 * server is asked: a webhook goes to somebody else's, which the page may not reach.
 */
const CONFIGURATION = {
  url: '/openapi.json',
  pageTitle: 'Opentill API',
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: 'never',
  customCss: `
    .light-mode { --scalar-color-2: #4a4a4a; --scalar-color-3: #5e5e5e;
      --scalar-color-blue: #006bb0; --scalar-color-green: #00744a; --scalar-color-orange: #b33c00; }
    .dark-mode { --scalar-color-3: #a3a3a3; }
    [id*="/tag/webhooks/webhook/"] .show-api-client-button { display: none; }`,
} as const;

/** What the renderer leaves out: the language, and a word to who has no scripts. */
const completed = (html: string): string =>
  html
    .replace(/<html(?![^>]*\blang=)/, '<html lang="en"')
    .replace(
      '</body>',
      '<noscript><main><h1>Opentill API</h1><p>This reference needs JavaScript. The same as a file: <a href="/openapi.json">/openapi.json</a>.</p></main></noscript></body>',
    );

/** `/docs`: the API's document as a page to read. Script and data come from this server alone. */
export async function referencePage(app: FastifyInstance): Promise<void> {
  app.addHook('onSend', async (_request, reply, payload) => {
    const html = String(reply.getHeader('content-type') ?? '').startsWith('text/html');
    if (!html || typeof payload !== 'string') return payload;
    reply.header('content-security-policy', policyFor(payload));
    return completed(payload);
  });
  await app.register(scalar, { routePrefix: '/docs', configuration: CONFIGURATION });
}

/** The page's own inline script is allowed by its hash; its styles are set from script, so that they cannot be hashed. */
function policyFor(html: string): string {
  const inline = [...html.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]!).filter(Boolean);
  const hashes = inline.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  return [
    "default-src 'none'",
    ["script-src 'self'", ...hashes].join(' '),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
