import type { RecurringView } from '../view.ts';
import { Actions, CheckButton } from './actions.tsx';
import { usePage } from './context.ts';
import { MethodChooser } from './method-chooser.tsx';
import { unexpected } from './phase.ts';
import { QrCode } from './qr-code.tsx';
import { SendBox } from './send-box.tsx';
import { Submitted, useUnseenSubmission } from './submitted.tsx';
import { Transfers } from './transfers.tsx';

/** How to pay: method, QR, amount, address. After an underpayment for exactly what is missing. */
export function Instructions() {
  const { view, t, phase, busy } = usePage();
  const { instructions, session } = view;
  const submission = useUnseenSubmission();
  // What stands above it leaves less room.
  const isTight = phase === 'underpaid' || unexpected(view).length > 0 || Boolean(session.recurring);
  if (submission) return <Submitted transaction={submission} />;
  if (!instructions) return <PartReceived />;
  return (
    <>
      {phase === 'underpaid' && <PartReceived />}
      <MethodChooser />
      <div
        class={`instructions ${isTight ? 'is-tight' : ''} ${busy === 'method' ? 'is-loading' : ''}`}
        aria-busy={busy === 'method'}
      >
        {busy === 'method' && <p class="sr-only">{t.method.changing}</p>}
        <QrCode instructions={instructions} />
        <SendBox instructions={instructions} remaining={session.status === 'underpaid'} />
        <Actions instructions={instructions} />
      </div>
      <CheckButton />
      {session.recurring && <Renewed recurring={session.recurring} />}
      <Transfers />
    </>
  );
}

/** That the countdown is not the end of a renewal: whoever pays another day finds another price. */
function Renewed({ recurring: { renewedUntil, isRenewedDaily } }: { recurring: RecurringView }) {
  const { t } = usePage();
  if (!renewedUntil) return null;
  const words = isRenewedDaily ? t.recurring.renewedDaily : t.recurring.renewed;
  return <p class="renewed small muted balance">{words(renewedUntil)}</p>;
}

function PartReceived() {
  const { view, t } = usePage();
  const { received, remaining } = view.session;
  return (
    <div class="banner tone-amber">
      <h2 class="panel-heading">{t.underpaid.heading(received ?? '')}</h2>
      <p>{t.underpaid.body(remaining ?? '')}</p>
    </div>
  );
}
