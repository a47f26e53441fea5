import type { z } from 'zod';
import { TEST_EVENT_TYPE } from '../../../core/webhook/event-types.ts';
import { IPN_EVENT_TYPES } from '../../../core/webhook/ipn.ts';
import { sessionEventObject } from '../../dialects/paybytoken/event-schema.ts';
import { notificationObject } from '../../dialects/paymentgateway/notification-schema.ts';
import { CANONICAL_ENVELOPES, RADOM_ENVELOPE, WEWIRE_ENVELOPE } from './envelopes.ts';
import { EVENT_WORDS } from './event-words.ts';
import type { WEBHOOK_PARAMETERS, WEBHOOK_RESPONSES } from './parts.ts';
import recorded from './webhook-examples.json' with { type: 'json' };

/** Real deliveries, recorded by `http/webhook-examples.test.ts`, which fails when the server no longer sends them so. */
const EXAMPLES: Readonly<Record<string, unknown>> = recorded;

/** By the name that it has in the document. */
const schemaRef = (schema: z.ZodType) => ({ $ref: `#/components/schemas/${schema.meta()?.id}` });
const parameter = (name: keyof typeof WEBHOOK_PARAMETERS) => ({ $ref: `#/components/parameters/${name}` });
const answer = (name: keyof typeof WEBHOOK_RESPONSES) => ({ $ref: `#/components/responses/${name}` });

const SIGNED = (['WebhookId', 'WebhookTimestamp', 'WebhookSignature', 'XWebhookSignature'] as const).map(parameter);
const SIGNED_NOTIFICATION = (['WebhookId', 'NotificationTimestamp', 'NotificationSignature'] as const).map(parameter);

const UNLESS_RECEIVED = { 429: answer('WebhookWait'), 503: answer('WebhookWait'), default: answer('WebhookRetried') };
const ANSWERS = { '2XX': answer('WebhookReceived'), 410: answer('WebhookGone'), ...UNLESS_RECEIVED };
const NOTIFICATION_ANSWERS = { 200: answer('WebhookReceived'), ...UNLESS_RECEIVED };

interface Entry {
  readonly key: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly schema: object;
  readonly parameters?: readonly object[];
  readonly responses?: object;
}

/** The schema of one type's messages among those that share an envelope. */
const typed = (schema: z.ZodType, type: string) => ({
  allOf: [schemaRef(schema), { required: ['type'], properties: { type: { const: type } } }],
});

const canonical = CANONICAL_ENVELOPES.flatMap(({ schema, types }) =>
  types.map(
    (type): Entry => ({
      key: type,
      tag: 'Webhooks',
      summary: type,
      description:
        type === TEST_EVENT_TYPE
          ? EVENT_WORDS[type]
          : `${EVENT_WORDS[type]} Sent to endpoints that asked for it by name or for \`*\`.`,
      schema: typed(schema, type),
    }),
  ),
);

const inOtherWords: readonly Entry[] = [
  {
    key: 'paybytoken/checkout_session:completed',
    tag: 'PayByToken',
    summary: 'checkout_session:completed (PayByToken)',
    description:
      'What endpoints with the dialect `paybytoken` are sent of a session, here in place of `session.paid` and `session.paid_late`. The other events read alike: `checkout_session:expired` and so on.',
    schema: typed(sessionEventObject, 'checkout_session:completed'),
  },
  {
    key: 'radom/session.paid',
    tag: 'Radom',
    summary: 'session.paid (Radom)',
    description:
      'What endpoints with the dialect `radom` are sent of a session: the canonical envelope around the payment session. The other events of sessions read alike; `session.lapsed` is `session.expired`.',
    schema: typed(RADOM_ENVELOPE.schema, 'session.paid'),
  },
  {
    key: 'wewire/session.paid',
    tag: 'WeWire',
    summary: 'session.paid (WeWire)',
    description:
      'What endpoints with the dialect `wewire` are sent of a session: the canonical envelope around the checkout. The other events of sessions read alike.',
    schema: typed(WEWIRE_ENVELOPE.schema, 'session.paid'),
  },
  {
    key: 'paymentgateway/notification',
    tag: 'payment-gateway.app',
    summary: 'Payment notification (payment-gateway.app)',
    description: `What is posted to the \`ipnUrl\` of a checkout at each event that bears on its \`status\`; ${IPN_EVENT_TYPES.map((type) => `\`${type}\``).join(', ')} in the list of events are told here alone. Only 200 counts as received, and 410 is tried again like any other. Endpoints with the dialect \`paymentgateway\` are sent the same with the headers of the other webhooks beside these; to them any 2xx is received, and 410 disables them.`,
    schema: schemaRef(notificationObject),
    parameters: SIGNED_NOTIFICATION,
    responses: NOTIFICATION_ANSWERS,
  },
];

/** The document's `webhooks`: an entry for each type of event, then one for each other API's words. */
export function describeWebhooks(): Record<string, object> {
  return Object.fromEntries([...canonical, ...inOtherWords].map((entry) => [entry.key, { post: operation(entry) }]));
}

function operation({ key, tag, parameters = SIGNED, responses = ANSWERS, ...entry }: Entry): object {
  return {
    operationId: operationIdOf(key),
    tags: [tag],
    summary: entry.summary,
    description: entry.description,
    // Proven by its signature, not by a key.
    security: [],
    parameters,
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: entry.schema,
          ...(EXAMPLES[key] !== undefined && { examples: { delivery: { value: EXAMPLES[key] } } }),
        },
      },
    },
    responses,
  };
}

/** `unexpected_transfer.written_off` → `onUnexpectedTransferWrittenOff`. */
const operationIdOf = (key: string) =>
  `on${key.replace(/(?:^|[^a-z])([a-z])/g, (_all, letter: string) => letter.toUpperCase())}`;
