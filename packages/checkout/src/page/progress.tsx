import { CheckButton } from './actions.tsx';
import { usePage } from './context.ts';
import { confirmationsOf, type Phase } from './phase.ts';
import { ProgressRing } from './progress-ring.tsx';
import { Transfers } from './transfers.tsx';
import { WriteToShop } from './write-to-shop.tsx';

/** The money is on its way: seen, confirming, more than enough, or late. Nothing is asked of the customer. */
export function Progress() {
  const { view, t, phase, time } = usePage();
  const { n, m } = confirmationsOf(view);
  const overpaid = view.session.overpaid ?? '';
  const texts: Partial<Record<Phase, { heading: string; body: string }>> = {
    seen: t.seen,
    confirming: { heading: t.confirming.heading, body: t.confirming.body(view.merchant.name) },
    overpaid: { heading: t.overpaid.heading(overpaid), body: t.overpaid.body },
    late_confirming: { heading: t.late.heading, body: t.late.body(time(view.session.graceEndsAt)) },
  };
  const { heading, body } = texts[phase] ?? t.seen;
  return (
    <div class="progress">
      <ProgressRing n={phase === 'seen' ? 0 : n} m={m} />
      <h2 class="panel-heading">{heading}</h2>
      <p class="muted balance">
        {body} {phase === 'overpaid' && <WriteToShop words={t.overpaid.refund} />}
      </p>
      <Transfers />
      {phase === 'seen' && <CheckButton />}
    </div>
  );
}
