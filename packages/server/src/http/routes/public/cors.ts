import type { FastifyInstance, FastifyReply } from 'fastify';

const ONE_DAY_SECONDS = 24 * 3600;

/**
 * Scripts of any page may read this plugin's answers, refusals included; no cookie is taken (https://fetch.spec.whatwg.org/).
 * A page may be anywhere: what it must have is a key, and no answer depends on who else is signed in.
 */
export function allowAnyOrigin(app: FastifyInstance): void {
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('access-control-allow-origin', '*');
    reply.header('access-control-expose-headers', 'x-request-id, retry-after');
  });
}

/** The browser's question before a request that carries `Authorization`. It carries no key itself. */
export function answerPreflight(app: FastifyInstance, path: string, methods: string): void {
  app.options(path, { schema: { hide: true } }, async (_request, reply: FastifyReply) => {
    reply.header('access-control-allow-methods', methods);
    reply.header('access-control-allow-headers', 'authorization');
    reply.header('access-control-max-age', ONE_DAY_SECONDS);
    return reply.code(204).send();
  });
}
