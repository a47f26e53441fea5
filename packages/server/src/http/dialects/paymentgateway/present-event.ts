import type { SessionResource } from '../../../core/resource/session-resource.ts';
import type { Instant } from '../../../core/time.ts';
import { envelope } from '../../../core/webhook/envelope.ts';
import type { PresentEvent } from '../dialect.ts';
import { isSession, ownFields } from '../own-fields.ts';
import { handles, minorNumber } from './present.ts';
import { ipnStatus } from './status.ts';

/** `{id, externalReference, status}`, then what does no harm to a reader of those three. */
function notification(session: SessionResource, createdAt: Instant) {
  const { externalReference, invoiceNumber } = ownFields(session, 'paymentgateway');
  const { id, sessionPublicId, shortCode } = handles(session);
  return {
    id,
    externalReference: externalReference ?? invoiceNumber ?? null,
    status: ipnStatus(session),
    sessionPublicId,
    shortCode,
    amount: minorNumber(session.amountTotal, session.currency),
    currency: session.currency,
    metadata: session.metadata,
    version: session.version,
    createdAt: new Date(createdAt).toISOString(),
    livemode: session.livemode,
  };
}
export type Notification = ReturnType<typeof notification>;

/** A payment notification; what tells of no session stays as it is. */
export const presentPaymentGatewayEvent: PresentEvent = (event) =>
  isSession(event.data) ? notification(event.data, event.createdAt) : envelope(event);
