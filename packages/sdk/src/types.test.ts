import { describe, expectTypeOf, it } from 'vitest';
import type {
  CheckoutSession,
  CheckoutSessionCreateParams,
  OpentillEvent,
  Scenario,
  SessionStatus,
  WebhookEndpointCreateParams,
} from './index.ts';

describe('the types, generated from the API’s contract', () => {
  it('have the nine statuses and the seven scenarios', () => {
    expectTypeOf<SessionStatus>().toEqualTypeOf<
      'pending' | 'detected' | 'underpaid' | 'overpaid' | 'paid' | 'paid_late' | 'expired' | 'canceled' | 'failed'
    >();
    expectTypeOf<Scenario>().toEqualTypeOf<
      'exact' | 'underpaid' | 'overpaid' | 'late' | 'twice' | 'wrong_token' | 'reorged'
    >();
  });

  it('have the 21 fields of the canonical session, amounts as text', () => {
    expectTypeOf<CheckoutSession>().toExtend<{
      id: string;
      object: 'checkout_session';
      linkId: string | null;
      status: SessionStatus;
      address: string | null;
      amount: { wei: string; eth: string } | null;
      fiat: { amount: string; currency: string };
      ethPriceUsd: string | null;
      expiresAt: string;
      paidAt: string | null;
      txHash: string | null;
      chainId: number | null;
      metadata: Record<string, unknown> | null;
      successUrl: string | null;
      cancelUrl: string | null;
      returnUrl: string | null;
      customerEmail: string | null;
      livemode: boolean;
      checkoutUrl: string;
      createdAt: string;
      updatedAt: string;
    }>();
  });

  it('let an event be told apart by its type', () => {
    const read = (event: OpentillEvent) => (event.type === 'webhook.test' ? event.data.endpoint : event.data.status);
    expectTypeOf(read).returns.toEqualTypeOf<string>();
    const session = (event: OpentillEvent) => (event.type === 'session.paid' ? event.data : null);
    expectTypeOf(session).returns.toEqualTypeOf<CheckoutSession | null>();
  });

  it('want an amount as text for a session, and events for an endpoint', () => {
    expectTypeOf<CheckoutSessionCreateParams['amount']>().toEqualTypeOf<
      { value?: string; currency: string } | undefined
    >();
    expectTypeOf<{ amount: { value: string; currency: string } }>().toExtend<CheckoutSessionCreateParams>();
    expectTypeOf<object>().not.toExtend<CheckoutSessionCreateParams>();
    expectTypeOf<{ url: string; events: ['*'] }>().toExtend<WebhookEndpointCreateParams>();
    expectTypeOf<{ url: string }>().not.toExtend<WebhookEndpointCreateParams>();
  });
});
