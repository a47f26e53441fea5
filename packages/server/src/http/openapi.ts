import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { RequiredScope } from '../core/scopes.ts';
import { VERSION } from '../version.ts';
import { completeDocument } from './openapi/complete-document.ts';
import { KEY_ALTERNATIVES, MORE_KEY_PLACES } from './openapi/key-places.ts';
import { ERROR_SCHEMA, HEADERS, PARAMETERS, RESPONSES } from './openapi/shared-parts.ts';
import { inSnakeCase, SNAKE_CASE_ERROR_SCHEMA, SNAKE_CASE_RESPONSES } from './openapi/snake-case-errors.ts';
import { WEBHOOK_PARAMETERS, WEBHOOK_RESPONSES } from './openapi/webhooks/parts.ts';
import { referencePage } from './reference-page.ts';

const DESCRIPTION = `A self-hosted checkout: create a session, send the customer to its \`checkoutUrl\`, and be told once the payment is certain.

Send your key as \`Authorization: Bearer ck_test_…\`. Amounts are decimal strings. Lists are newest first and paged with \`limit\` and \`starting_after\`.
Clients of PayByToken, Radom, WeWire and payment-gateway.app find their own routes below, with their own spellings of amounts and lists; their places of the key are taken on every route under \`/api/v1\`. All see the same sessions.
From TypeScript: \`@opentill/sdk\`.
Give every POST an \`Idempotency-Key\`: a repeat returns the first answer. Every response has an \`X-Request-Id\`.`;

const TAGS = [
  { name: 'Checkout sessions', description: 'One customer’s attempt to pay.' },
  { name: 'Payment links', description: 'An address to share: each visit is a session of its own.' },
  { name: 'Payment methods', description: 'Coins and tokens, by network.' },
  { name: 'Products', description: 'What you sell, for line items to name.' },
  { name: 'Discounts', description: 'Codes that take something off.' },
  { name: 'Subscriptions', description: 'A price that is asked again each period: a new session each time.' },
  { name: 'Customers', description: 'Who buys: their sessions, their data, its erasure.' },
  { name: 'Webhook endpoints', description: 'Where you are told.' },
  {
    name: 'Webhooks',
    description: 'What your endpoints are sent, one entry for each type of event: see docs/webhooks.md.',
  },
  { name: 'Events', description: 'What was told. Kept for 90 days.' },
  { name: 'Webhook deliveries', description: 'Each message to each endpoint, with its attempts.' },
  { name: 'Unexpected transfers', description: 'Money that came and does not count.' },
  { name: 'Refunds', description: 'Money that you send back from a wallet of your own.' },
  { name: 'Books', description: 'The ledger, and who decided what.' },
  { name: 'Test mode', description: 'For developers: real payments on the devnet.' },
  { name: 'PayByToken', description: 'The API of PayByToken, under `/v1`: see docs/dialects/paybytoken.md.' },
  { name: 'Radom', description: 'The API of Radom’s integrated checkout: see docs/dialects/radom.md.' },
  { name: 'WeWire', description: 'The API of WeWire’s checkout: see docs/dialects/wewire.md.' },
  {
    name: 'payment-gateway.app',
    description: 'The checkouts of payment-gateway.app: see docs/dialects/paymentgateway.md.',
  },
];

/** Of the whole HTTP surface only this is the contract: pages, health and files are not. */
const API_PREFIXES = ['/api/v1/', '/v1/'];

/** The contract is generated from the routes' schemas; `/openapi.json` serves it and `/docs` lets a person read it. */
export async function describeApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Opentill',
        version: VERSION,
        description: DESCRIPTION,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      // Relative: the server that serves the document, wherever it is.
      servers: [{ url: '/', description: 'This server.' }],
      tags: TAGS,
      security: KEY_ALTERNATIVES,
      components: {
        securitySchemes: {
          apiKey: {
            type: 'http',
            scheme: 'bearer',
            description: 'A `ck_test_…` or `ck_live_…` key; in web pages `pk_…`.',
          },
          ...MORE_KEY_PLACES,
        },
        schemas: { Error: ERROR_SCHEMA as never, [inSnakeCase('Error')]: SNAKE_CASE_ERROR_SCHEMA as never },
        headers: HEADERS as never,
        responses: { ...RESPONSES, ...SNAKE_CASE_RESPONSES, ...WEBHOOK_RESPONSES } as never,
        parameters: { ...PARAMETERS, ...WEBHOOK_PARAMETERS } as never,
      },
    },
    transform: (route) =>
      API_PREFIXES.some((prefix) => route.url.startsWith(prefix))
        ? withScope(jsonSchemaTransform(route as never), route.route.config?.scope)
        : { schema: { hide: true }, url: route.url },
    transformObject: (document) => completeDocument(jsonSchemaTransformObject(document)) as never,
  });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  // Who opens the bare address wants to know what this is.
  app.get('/', { schema: { hide: true } }, async (_request, reply) => reply.redirect('/docs'));
  await app.register(referencePage);
}

/** What a restricted key must have for it, in the words of its description. */
function withScope<T extends { schema: object }>(described: T, scope: RequiredScope | undefined): T {
  const { description } = described.schema as { description?: string };
  if (scope === undefined || description === undefined) return described;
  const words = scope === 'public' ? 'Any key will do.' : `A restricted key needs the scope \`${scope}\`.`;
  return { ...described, schema: { ...described.schema, description: `${description} ${words}` } };
}
