import type { ComponentChild } from 'preact';
import { Canceled, Closing, Expired, Failed, Unavailable } from './closed.tsx';
import { usePage } from './context.ts';
import { Instructions } from './instructions.tsx';
import { MethodChooser } from './method-chooser.tsx';
import { Paid } from './paid.tsx';
import { isSettled, type Phase, stepOf } from './phase.ts';
import { Progress } from './progress.tsx';
import { Reload, StatusBar } from './status-bar.tsx';
import { TakenBack } from './taken-back.tsx';

/** The card on the payment's side: one panel a phase, the status below (beside, on a wide screen). */
export function Payment() {
  const { phase } = usePage();
  const Panel = panels[phase];
  return (
    <div class={`payment phase-${phase}`}>
      <div class="card">
        <Panel />
        {stepOf(phase) === null && !isSettled(phase) && <Reload />}
      </div>
      <StatusBar />
    </div>
  );
}

const panels: Record<Phase, () => ComponentChild> = {
  pay: Instructions,
  underpaid: Instructions,
  taken_back: TakenBack,
  choose: ChooseFirst,
  unavailable: Unavailable,
  seen: Progress,
  confirming: Progress,
  overpaid: Progress,
  late_confirming: Progress,
  closing: Closing,
  paid: Paid,
  free: Paid,
  paid_late: Paid,
  expired: Expired,
  expired_final: Expired,
  expired_partial: Expired,
  canceled: Canceled,
  failed: Failed,
};

function ChooseFirst() {
  const { t } = usePage();
  return (
    <>
      <h2 class="panel-heading">{t.method.choose}</h2>
      <p class="muted">{t.method.chooseHint}</p>
      <MethodChooser open />
    </>
  );
}
