import { toPublicId } from '../core/identity/public-id.ts';
import { moneyText } from '../core/webhook/money-event.ts';
import type { MoneyEvent } from '../store/told-money.ts';
import type { Logger } from '../telemetry/logger.ts';

/** One line for each event of money, so that the log says when what was credited; nothing of a customer is in it. */
export function logMoney(log: Logger, event: MoneyEvent): void {
  const { type, livemode, sessionId, id } = event;
  log.info(
    {
      event: type,
      session: sessionId && toPublicId('session', sessionId),
      ...(!type.startsWith('session.') && { of: id }),
      amount: moneyText(type, event),
      livemode,
    },
    'event of money',
  );
}
