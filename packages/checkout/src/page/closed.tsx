import { CircleX, Clock, Hourglass, RotateCcw, Unplug } from 'lucide-preact';
import { CheckButton, RestartButton } from './actions.tsx';
import { Closed } from './closed-panel.tsx';
import { usePage } from './context.ts';
import { unexpected } from './phase.ts';
import { GivenBack } from './refunds.tsx';
import { safeLink } from './safe-url.ts';
import { TakenBackMoney } from './taken-back.tsx';
import { Transfers } from './transfers.tsx';
import { wayBack } from './way-back.ts';
import { WriteToShop } from './write-to-shop.tsx';

export function Expired() {
  const { view, t, phase, time } = usePage();
  const { graceEndsAt, received } = view.session;
  if (phase === 'expired_partial') {
    return (
      <Closed icon={<Clock size={28} />} tone="amber" heading={t.expired.partialHeading}>
        <p class="muted balance">
          {t.expired.partial(received ?? '')} {!view.refunds && t.expired.decides}
        </p>
        <TakenBackMoney />
        <GivenBack />
        {!view.isAllRefunded && (
          <p class="muted balance">
            {view.refunds && t.refunds.rest} <WriteToShop words={t.write} />
          </p>
        )}
        <Transfers />
        <Ways />
      </Closed>
    );
  }
  const missed = view.takenBack.length > 0;
  const isTold = view.refunds !== undefined || unexpected(view).length > 0;
  const until = time(graceEndsAt);
  return (
    <Closed icon={<Clock size={28} />} tone={missed ? 'amber' : 'neutral'} heading={t.expired.heading}>
      <TakenBackMoney />
      {phase === 'expired_final' ? (
        <>
          {!missed && !view.refunds && <p class="muted balance">{t.expired.final(until)}</p>}
          <GivenBack />
          {/* What came and does not count says itself, above, what became of it. */}
          {(missed || !isTold) && (
            <p class="muted balance">
              {missed ? t.takenBack.final(until) : t.expired.lateSend} <WriteToShop words={t.write} />
            </p>
          )}
        </>
      ) : (
        <>
          {!missed && <p class="muted balance">{view.transfers.length > 0 ? t.expired.notCounted : t.expired.body}</p>}
          <p class="keep balance">{missed ? t.takenBack.expired(until) : t.expired.keep(until)}</p>
          <CheckButton />
        </>
      )}
      <Ways />
    </Closed>
  );
}

export function Closing() {
  const { view, t, time } = usePage();
  const unread = view.waitingFor.join(', ');
  return (
    <Closed icon={<Hourglass size={28} />} tone="amber" heading={t.closing.heading}>
      <p class="muted balance">{unread ? t.closing.unread(unread) : t.closing.body}</p>
      <TakenBackMoney />
      <p class="keep balance">{t.expired.keep(time(view.session.graceEndsAt))}</p>
      <CheckButton />
    </Closed>
  );
}

export function Canceled() {
  const { view, t } = usePage();
  const hasCome = view.transfers.length > 0 || view.takenBack.length > 0;
  return (
    <Closed icon={<CircleX size={28} />} tone="neutral" heading={t.canceled.heading}>
      <p class="muted balance">
        {!hasCome && t.canceled.body} {t.canceled.dont}
      </p>
      <TakenBackMoney />
      <GivenBack />
      {unexpected(view).length === 0 && (
        <p class="muted balance">
          {!hasCome && t.canceled.sent} <WriteToShop words={t.write} />
        </p>
      )}
      <Transfers />
      <Ways />
    </Closed>
  );
}

export function Failed() {
  const { t } = usePage();
  return (
    <Closed icon={<RotateCcw size={28} />} tone="red" heading={t.failed.heading}>
      <p class="muted balance">{t.failed.body}</p>
      <TakenBackMoney />
      <GivenBack />
      <p class="muted balance">
        <WriteToShop words={t.write} />
      </p>
      <Transfers />
      <Ways />
    </Closed>
  );
}

export function Unavailable() {
  const { view, t } = usePage();
  return (
    <Closed icon={<Unplug size={28} />} tone="amber" heading={t.unavailable.heading}>
      <p class="muted balance">{t.unavailable.body}</p>
      <a class="button is-wide" href={view.urls.self}>
        {t.actions.retry}
      </a>
    </Closed>
  );
}

/** Where one can go from here: the new session, a fresh one, back to the shop. */
function Ways() {
  const { view, t, phase, framed } = usePage();
  const next = safeLink(view.session.restartedAs);
  const back = wayBack(view, phase);
  return (
    <div class="ways">
      {next ? (
        <>
          <p class="muted">{t.replaced}</p>
          <a class="button is-primary is-wide" href={next}>
            {t.actions.goToNew}
          </a>
        </>
      ) : (
        <RestartButton />
      )}
      {back && (
        <a class="button is-wide" href={back} target={framed ? '_top' : undefined}>
          {t.backTo(view.merchant.name)}
        </a>
      )}
    </div>
  );
}
