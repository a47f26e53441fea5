import { Clock, WifiOff } from 'lucide-preact';
import type { CheckoutView } from '../view.ts';
import { durationOf, formatLeft } from './clock.ts';
import { usePage } from './context.ts';
import { asksForMoney, confirmationsOf, hasStatus, type Phase, stepOf, toneOf } from './phase.ts';
import { statusLine } from './status-line.ts';
import { useUnseenSubmission } from './submitted.tsx';

/** Where the payment stands and how much time is left. On a phone it stays at the lower edge. */
export function StatusBar() {
  const { view, t, phase, connection, time } = usePage();
  const isSubmitted = useUnseenSubmission() !== null && asksForMoney(phase);
  const step = stepOf(phase);
  if (step === null || !hasStatus(phase)) return null;
  const isOffline = connection === 'offline';
  const line = isSubmitted ? t.wallet.submittedHeading : statusLine(view, phase, t);
  return (
    <section class={`status tone-${isSubmitted || isOffline ? 'amber' : toneOf(phase)}`} aria-label={t.steps.label}>
      <div class="status-head">
        <p class="status-line">
          {isOffline ? <WifiOff size={16} /> : <span class="pulse" aria-hidden="true" />}
          {isOffline ? t.notices.offline : line}
        </p>
        <TimeLeft />
      </div>
      {isOffline ? (
        <p class="status-note">{t.notices.offlineSince(time(view.serverTime))}</p>
      ) : (
        <Steps current={step} />
      )}
      <div class="status-foot">
        <Reload />
      </div>
    </section>
  );
}

/** Without JavaScript nothing changes by itself; this says so, and helps. */
export function Reload() {
  const { view, t } = usePage();
  return (
    <noscript>
      <a class="reload" href={view.urls.self}>
        {t.actions.reload}
      </a>
    </noscript>
  );
}

const COUNTED: readonly Phase[] = ['pay', 'choose', 'underpaid'];

function TimeLeft() {
  const { view, t, phase, nowMs, time } = usePage();
  if (!COUNTED.includes(phase)) return null;
  const { deadline, isLast } = deadlineOf(view, phase, nowMs);
  const leftMs = Date.parse(deadline) - nowMs;
  if (leftMs <= 0) return <p class="time-left">{t.time.up}</p>;
  const inGrace = isLast && phase === 'underpaid';
  return (
    <p class={`time-left ${isLast && leftMs < 60_000 ? 'is-short' : ''}`}>
      <Clock size={16} />
      {inGrace ? <span>{t.time.last}</span> : <span class="sr-only">{t.time.left} </span>}
      <time class="figure" dateTime={durationOf(leftMs)} title={t.time.until(time(deadline))}>
        {formatLeft(leftMs)}
      </time>
      <span class="time-until">{t.time.until(time(deadline, true))}</span>
    </p>
  );
}

/** The rest of a part payment may still come in grace: only then is the end of the time the last moment. */
function deadlineOf({ session: { expiresAt, graceEndsAt } }: CheckoutView, phase: Phase, nowMs: number) {
  if (phase !== 'underpaid') return { deadline: expiresAt, isLast: true };
  const inGrace = nowMs >= Date.parse(expiresAt);
  return { deadline: inGrace ? graceEndsAt : expiresAt, isLast: inGrace };
}

function Steps({ current }: { current: number }) {
  const { view, t, phase } = usePage();
  const { n, m } = confirmationsOf(view);
  const words = [
    t.steps.waiting,
    phase === 'underpaid' ? t.steps.part : t.steps.seen,
    t.steps.confirming,
    t.steps.paid,
  ];
  return (
    <ol class={`steps at-${current}`}>
      {words.map((word, index) => (
        <li
          key={word}
          class={index < current ? 'is-done' : index === current ? 'is-current' : ''}
          aria-current={index === current ? 'step' : undefined}
        >
          <span class="step-mark" aria-hidden="true" />
          <span class="step-word">
            {word}
            {index === 2 && current === 2 && <span class="figure"> {t.steps.count(n, m)}</span>}
          </span>
          {index < current && <span class="sr-only">{t.steps.done}</span>}
        </li>
      ))}
    </ol>
  );
}
