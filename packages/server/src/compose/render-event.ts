import type { Dialect } from '../core/dialect.ts';
import { envelope } from '../core/webhook/envelope.ts';
import type { DialectContext, PresentEvent } from '../http/dialects/dialect.ts';
import { isSession } from '../http/dialects/own-fields.ts';
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

/** The bodies of webhooks: a session's event in its endpoint's dialect, every other in our own envelope. */
export function createEventRenderer(context: Omit<DialectContext, 'organizationId'>): RenderEvent {
  return (event, dialect) =>
    isSession(event.data)
      ? PRESENTERS[dialect](event, { ...context, organizationId: event.organizationId })
      : envelope(event);
}
