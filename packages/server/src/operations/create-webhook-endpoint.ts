import type { Dialect } from '../core/dialect.ts';
import type { WebhookEndpoint } from '../core/webhook/endpoint.ts';
import type { Subscription } from '../core/webhook/event-types.ts';
import type { FindUrlFlaw } from '../core/webhook/outgoing.ts';
import type { Transaction } from '../store/database.ts';
import type { SecretBox } from '../store/secret-box.ts';
import { insertWebhookEndpoint } from '../store/webhook-endpoints.ts';
import type { Principal } from './principal.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Runtime } from './runtime.ts';
import { newWebhookSecret } from './webhook-secrets.ts';
import { refuseWebhookUrl } from './webhook-url.ts';

/** For one organization and mode: each event is sent to each of them. */
const MAX_WEBHOOK_ENDPOINTS = 16;

export interface WebhookEndpointDeps {
  readonly runtime: Runtime;
  readonly secretBox: SecretBox;
  readonly findUrlFlaw: FindUrlFlaw;
}

export interface WebhookEndpointInput {
  readonly url: string;
  readonly description: string | null;
  readonly eventTypes: readonly Subscription[];
  /** Whose words its messages are in; our own where absent. */
  readonly dialect?: Dialect;
}

/** An endpoint with its secret, which is in clear here and never again. */
export interface EndpointWithSecret<Outcome extends string> {
  readonly outcome: Outcome;
  readonly endpoint: WebhookEndpoint;
  readonly secret: string;
}

/** Registers a receiver of events. The URL's literal host is checked now, what its name resolves to at each sending. */
export async function createWebhookEndpoint(
  deps: WebhookEndpointDeps,
  tx: Transaction,
  principal: Principal,
  input: WebhookEndpointInput,
): Promise<EndpointWithSecret<'created'> | Refusal> {
  const refusal = refuseWebhookUrl(deps, principal, input.url);
  if (refusal) return refusal;
  const { organizationId, livemode } = principal;
  const id = deps.runtime.newId();
  const { secret, sealed } = newWebhookSecret(deps, organizationId, id);
  const endpoint = await insertWebhookEndpoint(
    tx,
    {
      organizationId,
      livemode,
      id,
      dialect: 'canonical',
      ...input,
      sealedSecret: sealed,
      createdAt: deps.runtime.now(),
    },
    MAX_WEBHOOK_ENDPOINTS,
  );
  if (!endpoint) {
    return refuse(
      'too_many_webhook_endpoints',
      `There are ${MAX_WEBHOOK_ENDPOINTS} webhook endpoints already: delete one first.`,
    );
  }
  return { outcome: 'created', endpoint, secret };
}
