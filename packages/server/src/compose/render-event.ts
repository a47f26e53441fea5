import type { Dialect } from '../core/dialect.ts';
import { envelope } from '../core/webhook/envelope.ts';
import type { DialectContext, PresentEvent } from '../http/dialects/dialect.ts';
import { presentPayByTokenEvent } from '../http/dialects/paybytoken/present-event.ts';
import { presentPaymentGatewayEvent } from '../http/dialects/paymentgateway/present-event.ts';
import { presentRadomEvent } from '../http/dialects/radom/present.ts';
import { presentWeWireEvent } from '../http/dialects/wewire/present.ts';
import type { RenderEvent } from '../operations/signed-post.ts';

const PRESENTERS: Readonly<Record<Dialect, PresentEvent>> = {
  canonical: envelope,
  paybytoken: presentPayByTokenEvent,
  radom: presentRadomEvent,
  wewire: presentWeWireEvent,
  paymentgateway: presentPaymentGatewayEvent,
};

/** The bodies of webhooks, in the words of the API that their endpoint was made through. */
export function createEventRenderer(context: Omit<DialectContext, 'organizationId'>): RenderEvent {
  return (event, dialect) => PRESENTERS[dialect](event, { ...context, organizationId: event.organizationId });
}
