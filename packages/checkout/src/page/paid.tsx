import { Printer } from 'lucide-preact';
import { Fragment } from 'preact';
import type { Messages } from '../messages/en.ts';
import type { CheckoutView } from '../view.ts';
import { usePage } from './context.ts';
import { counted } from './phase.ts';
import { GivenBack } from './refunds.tsx';
import { Returning } from './returning.tsx';
import { Hash } from './transfers.tsx';
import { WriteToShop } from './write-to-shop.tsx';

/** The money is certain: the moment, the receipt, the way back. */
export function Paid() {
  const { view, t, phase } = usePage();
  const { session, merchant } = view;
  const free = phase === 'free';
  const short = acceptedShort(view);
  return (
    <div class="paid">
      <div class="paid-band">
        <svg class="tick" viewBox="0 0 72 72" width="72" height="72" aria-hidden="true" focusable="false">
          <circle cx="36" cy="36" r="34" />
          <path d="m22 37 10 10 19-21" pathLength="1" />
        </svg>
        <h2 class="paid-heading">
          {free ? t.paid.freeHeading : session.refundStatus === 'full' ? t.status.refunded : t.paid.heading}
        </h2>
        <p>
          <bdi>{free ? freeWords(view, t) : t.paid.to(short ?? session.total, merchant.name)}</bdi>
        </p>
        {!free && session.recurring?.period && <p>{t.recurring.period(session.recurring.period)}</p>}
      </div>
      <div class="paid-body">
        {phase === 'paid_late' && <p class="muted">{session.isCanceled ? t.paid.afterCancel : t.paid.late}</p>}
        <GivenBack />
        {short && <p>{t.paid.accepted(short, session.total)}</p>}
        {session.overpaid && (
          <div class="banner tone-amber">
            <p>
              {t.overpaid.settled(session.overpaid)} <WriteToShop words={t.overpaid.refund} />
            </p>
          </div>
        )}
        <Returning />
        <Receipt />
        <button type="button" class="button is-quiet js-only" onClick={() => print()}>
          <Printer size={16} />
          {t.actions.print}
        </button>
      </div>
    </div>
  );
}

/** What was paid, where the shop took less than it had asked as enough. */
function acceptedShort({ session }: CheckoutView): string | null {
  return session.isAcceptedShort ? session.received : null;
}

/** After a trial has begun, when money will be asked, and how. */
function freeWords({ session: { recurring }, merchant }: CheckoutView, { paid }: Messages): string {
  return recurring?.firstDue ? paid.trial(recurring.price, recurring.firstDue, merchant.name) : paid.free;
}

function Receipt() {
  const { view, t, dateTime } = usePage();
  const { session, merchant } = view;
  const short = acceptedShort(view);
  return (
    <section class="receipt" aria-labelledby="receipt-heading">
      <h3 id="receipt-heading" class="label">
        {t.paid.receipt}
      </h3>
      <dl>
        <Row term={t.paid.shop}>{merchant.name}</Row>
        <Row term={short ? t.paid.asked : t.paid.amount}>{session.total}</Row>
        {session.recurring?.period && <Row term={t.paid.period}>{session.recurring.period}</Row>}
        {session.received && counted(view).length > 0 && (
          <Row term={t.paid.received}>{t.transfers.on(session.received, networksOf(view))}</Row>
        )}
        {short && <Row term={t.paid.settled}>{t.paid.acceptedShort}</Row>}
        {session.paidAt && <Row term={t.paid.when}>{dateTime(session.paidAt)}</Row>}
        {counted(view).map((transfer, index) => (
          // Two transfers may share a hash; the list only grows.
          <Row term={t.transfers.transaction} key={index}>
            <Hash transfer={transfer} />
          </Row>
        ))}
        {view.refunds?.map((refund, index) => (
          <Fragment key={index}>
            <Row term={refund.state === 'confirmed' ? t.refunds.row : t.refunds.onItsWay}>
              {t.transfers.on(refund.amount, refund.networkLabel)}
            </Row>
            {refund.transaction && (
              <Row term={t.transfers.transaction}>
                <Hash transfer={refund.transaction} />
              </Row>
            )}
          </Fragment>
        ))}
        <Row term={t.reference}>
          <span class="mono">{session.code}</span>
        </Row>
      </dl>
    </section>
  );
}

/** The networks that it came by; one, unless the customer sent in parts. */
function networksOf(view: CheckoutView): string {
  return [...new Set(counted(view).map(({ networkLabel }) => networkLabel))].join(', ');
}

function Row({ term, children }: { term: string; children: preact.ComponentChildren }) {
  return (
    <div class="receipt-row">
      <dt>{term}</dt>
      <dd>
        <bdi>{children}</bdi>
      </dd>
    </div>
  );
}
