import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientDirectory } from '@opentill/checkout/server';
import type { FastifyInstance } from 'fastify';

/** The SDK's `<opentill-checkout>` as one file, for shops that bundle nothing: always of this server's own version. */
export function embedScript(app: FastifyInstance): void {
  const script = readFileSync(join(clientDirectory, 'embed.js'));
  app.get('/embed.js', (_request, reply) =>
    reply
      // A module from another origin is loaded only where this says so; there is nothing secret in it.
      .header('access-control-allow-origin', '*')
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('cache-control', 'public, max-age=300')
      .type('text/javascript; charset=utf-8')
      .send(script),
  );
}
