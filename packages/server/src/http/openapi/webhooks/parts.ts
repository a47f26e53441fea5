const header = (name: string, description: string, example: string) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
  example,
});

const TIME = '1769860800';
const HEX = '3f'.repeat(32);
const BASE64 = Buffer.from(HEX, 'hex').toString('base64');

/** The headers of a delivery. What is signed with what, and by which code it is verified: docs/webhooks.md. */
export const WEBHOOK_PARAMETERS = {
  WebhookId: header('webhook-id', 'The event’s id, the same in every attempt.', 'evt_0351BrsF3N0yYt0OPgTG5v'),
  WebhookTimestamp: header('webhook-timestamp', 'Seconds since 1970, of this attempt.', TIME),
  WebhookSignature: header(
    'webhook-signature',
    '`v1,` and base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`, keyed by the decoded bytes of the secret (base64 after `whsec_`). Several, separated by spaces, during a rotation.',
    `v1,${BASE64}`,
  ),
  XWebhookSignature: header(
    'X-Webhook-Signature',
    'Another form of the same proof: `t=…,v1=…`, hexadecimal HMAC-SHA256 over `{t}.{body}`, keyed by the whole text of the secret. Several `v1=` during a rotation. Check one of the two.',
    `t=${TIME},v1=${HEX}`,
  ),
  NotificationTimestamp: header('X-Signature-Timestamp', 'Seconds since 1970, of this attempt.', TIME),
  NotificationSignature: header(
    'X-Signature-HMAC-SHA256',
    'Hexadecimal HMAC-SHA256 over `{X-Signature-Timestamp}.{body}`, keyed by the whole text of the secret.',
    HEX,
  ),
} as const;

const RETRY_AFTER = {
  'Retry-After': { description: 'Seconds, or an HTTP date.', schema: { type: 'string' }, example: '120' },
};

/** What the receiver answers, within 15 seconds. */
export const WEBHOOK_RESPONSES = {
  WebhookReceived: { description: 'Received: the delivery is done. Answer first and work afterwards.' },
  WebhookGone: { description: 'The endpoint is no more: it is disabled, and its `disabledReason` says so.' },
  WebhookWait: {
    description:
      'With `Retry-After`, the whole endpoint is left alone that long: at most an hour, this delivery at most a day. Without: tried again.',
    headers: RETRY_AFTER,
  },
  WebhookRetried: {
    description: 'Anything else, a redirect or no answer included: tried again, ten times over about three days.',
  },
} as const;
