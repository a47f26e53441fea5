import { z } from 'zod';
import { REFUND_EVENT_TYPES } from '../../../core/refund/refund.ts';
import { SUBSCRIPTION_EVENT_TYPES } from '../../../core/subscription/event-types.ts';
import { SESSION_EVENT_TYPES, TEST_EVENT_TYPE, UNEXPECTED_EVENT_TYPES } from '../../../core/webhook/event-types.ts';
import { paymentSessionObject } from '../../dialects/radom/schema.ts';
import { checkoutObject } from '../../dialects/wewire/schema.ts';
import { sessionObject } from '../../routes/checkout-sessions/session-object.ts';
import { instant } from '../../routes/field-types.ts';
import { refundObject } from '../../routes/refunds/schema.ts';
import { subscriptionObject } from '../../routes/subscriptions/schema.ts';
import { unexpectedObject } from '../../routes/unexpected-transfers/schema.ts';

const counted = z.int().meta({ description: 'Of two events of the same object the higher is the later.', example: 3 });
const uncounted = z.null().meta({ description: 'Events of this kind are not counted: `data.version` is.' });

/** As `core/webhook/envelope.ts` writes it. */
function envelope<T extends string>(id: string, types: readonly [T, ...T[]], version: z.ZodType, data: z.ZodType) {
  const schema = z
    .object({
      id: z.string().meta({ description: 'The same in every attempt; also the `webhook-id`.', example: 'evt_01JQ…' }),
      type: z.enum(types),
      livemode: z.boolean(),
      createdAt: instant,
      version,
      data,
    })
    .meta({ id, description: 'What a webhook’s body says. `data` is the object as it was at that moment.' });
  return { schema, types };
}

const testData = z
  .object({ object: z.literal('webhook_test'), endpoint: z.string().meta({ example: 'we_01JQ…' }) })
  .meta({ id: 'WebhookTest' });

/** The canonical API's messages, by what they tell of. */
export const CANONICAL_ENVELOPES = [
  envelope('CheckoutSessionEnvelope', SESSION_EVENT_TYPES, counted, sessionObject),
  envelope('SubscriptionEnvelope', SUBSCRIPTION_EVENT_TYPES, counted, subscriptionObject),
  envelope('UnexpectedTransferEnvelope', UNEXPECTED_EVENT_TYPES, uncounted, unexpectedObject),
  envelope('RefundEnvelope', REFUND_EVENT_TYPES, uncounted, refundObject),
  envelope('WebhookTestEnvelope', [TEST_EVENT_TYPE], z.null(), testData),
];

/** The same envelope around a session in another API's words. */
export const RADOM_ENVELOPE = envelope('PaymentSessionEnvelope', SESSION_EVENT_TYPES, counted, paymentSessionObject);
export const WEWIRE_ENVELOPE = envelope('CheckoutEnvelope', SESSION_EVENT_TYPES, counted, checkoutObject);
