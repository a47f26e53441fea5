import type { RecurringView } from '../view.ts';
import { usePage } from './context.ts';

/** What is paid, to whom: the heading of the page and its largest figure. */
export function Summary() {
  const { view, t } = usePage();
  const { session, merchant } = view;
  const items = session.lineItems.length;
  const notes = session.description || items > 0 || session.discounted;
  return (
    <section class="summary">
      <h1 class="summary-title">{t.payHeading(merchant.name)}</h1>
      <p class={`total figure ${session.total.length > 12 ? 'is-long' : ''}`}>
        <bdi>{session.total}</bdi>
      </p>
      {session.recurring && <Recurring recurring={session.recurring} />}
      {notes && (
        <p class="summary-note">
          {session.description && <bdi>{session.description}</bdi>}
          {items > 0 && (
            <span class="summary-items">
              {session.description && ' · '}
              <a href="#order">{t.order.details}</a>
            </span>
          )}
          {session.discounted && !session.recurring?.freeDays && (
            <>
              {session.description ? ' · ' : items > 0 && <span class="summary-items"> · </span>}
              <bdi>{t.order.saved(session.discounted.saved)}</bdi>
            </>
          )}
        </p>
      )}
    </section>
  );
}

/** How often it is asked again, how long, and of a renewal for which days. Nobody is to fear that money is taken by itself. */
function Recurring({ recurring }: { recurring: RecurringView }) {
  const { t } = usePage();
  const { price, interval, intervalCount, freeDays, payments, until, period } = recurring;
  const every = payments === 1 ? price : t.recurring.every(price, interval, intervalCount);
  const ends = [payments !== null && t.recurring.payments(payments), until !== null && t.recurring.until(until)];
  return (
    <p class="summary-recurring">
      <bdi>{[freeDays > 0 ? t.recurring.free(freeDays, every) : every, ...ends].filter(Boolean).join(', ')}</bdi>
      {period && <bdi class="summary-period">{t.recurring.period(period)}</bdi>}
      <span class="summary-note">{t.recurring.byHand}</span>
    </p>
  );
}
