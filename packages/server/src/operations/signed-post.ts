import type { Dialect } from '../core/dialect.ts';
import { toPublicId } from '../core/identity/public-id.ts';
import type { Instant, Milliseconds } from '../core/time.ts';
import type { Event } from '../core/webhook/envelope.ts';
import { ipnSignatureHeaders, ipnUrlOf } from '../core/webhook/ipn.ts';
import type { OutgoingPost } from '../core/webhook/outgoing.ts';
import { signatureHeaders } from '../core/webhook/sign.ts';
import { toBytes } from '../store/database.ts';
import type { SecretBox } from '../store/secret-box.ts';
import type { ClaimedDelivery } from '../store/webhook-queue.ts';
import { ipnSecretContext } from './ipn-secret.ts';
import { signingSecrets } from './webhook-secrets.ts';

/** From the look-up of the host to the reply's last byte. */
export const ATTEMPT_TIMEOUT_MS: Milliseconds = 15_000;

/** The body of the message that tells an event, in the words of a dialect: pure, so that every attempt says the same. */
export type RenderEvent = (event: Omit<Event, 'sessionId'>, dialect: Dialect) => object;

export interface PostDeps {
  readonly secretBox: SecretBox;
  readonly renderEvent: RenderEvent;
  /** `Opentill/<version>`. */
  readonly userAgent: string;
}

/** The body of a delivery. Throws where the event does not render in the words of its dialect. */
export function bodyOf({ renderEvent }: Pick<PostDeps, 'renderEvent'>, claimed: ClaimedDelivery): string {
  return JSON.stringify(renderEvent(eventOf(claimed), claimed.dialect));
}

/** What a delivery sends, signed with the time of this attempt. Throws where the secret does not open. */
export function signedPost(deps: PostDeps, claimed: ClaimedDelivery, body: string, at: Instant): OutgoingPost {
  return {
    url: claimed.ipn ? (ipnUrlOf(claimed.eventData) ?? claimed.url) : claimed.url,
    headers: {
      'content-type': 'application/json',
      'user-agent': deps.userAgent,
      ...proofs(deps, claimed, body, at),
    },
    body,
    timeoutMs: ATTEMPT_TIMEOUT_MS,
    requireHttps: claimed.livemode,
  };
}

function eventOf(claimed: ClaimedDelivery): Omit<Event, 'sessionId'> {
  return {
    organizationId: claimed.organizationId,
    id: claimed.eventId,
    type: claimed.eventType,
    livemode: claimed.livemode,
    version: claimed.eventVersion,
    data: claimed.eventData,
    createdAt: claimed.eventCreatedAt,
  };
}

/** An endpoint that was made in the notifications' own words is signed both ways, each with its own secret. */
function proofs({ secretBox }: PostDeps, claimed: ClaimedDelivery, body: string, at: Instant): Record<string, string> {
  const id = toPublicId('event', claimed.eventId);
  if (claimed.ipn) return { 'webhook-id': id, ...ipnSignatureHeaders({ at, body }, openIpnSecret(secretBox, claimed)) };
  const secrets = signingSecrets(secretBox, claimed, at);
  const standard = signatureHeaders({ id, at, body }, secrets);
  return claimed.dialect === 'paymentgateway'
    ? { ...standard, ...ipnSignatureHeaders({ at, body }, secrets[0]!) }
    : standard;
}

function openIpnSecret(secretBox: SecretBox, claimed: ClaimedDelivery): string {
  if (claimed.sealedIpnSecret === null) throw new Error('the organization has no secret to sign notifications with');
  return secretBox.open(toBytes(claimed.sealedIpnSecret), ipnSecretContext(claimed));
}
