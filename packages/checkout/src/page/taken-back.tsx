import { ChevronDown, RotateCcw, TriangleAlert } from 'lucide-preact';
import { CheckButton } from './actions.tsx';
import { Closed } from './closed-panel.tsx';
import { usePage } from './context.ts';
import { Instructions } from './instructions.tsx';
import { Hash } from './transfers.tsx';

/**
 * The network has undone the payment, and it may return by itself. How to pay stays put away until the customer asks for it,
 * on every load: a phone drops this page while the wallet is open. A `<details>`, so that it opens without JavaScript.
 */
export function TakenBack() {
  const { view, t, time } = usePage();
  const { expiresAt, graceEndsAt, status, received } = view.session;
  const deadline = status === 'underpaid' ? graceEndsAt : expiresAt;
  return (
    <>
      <Closed icon={<RotateCcw size={28} />} tone="amber" heading={t.takenBack.heading}>
        <TakenBackMoney />
        {received && <p class="muted">{t.takenBack.stays(received)}</p>}
        <p class="keep balance">{t.takenBack.wait(time(graceEndsAt))}</p>
        <CheckButton />
      </Closed>
      <details class="pay-again">
        <summary class="button is-wide">
          {t.takenBack.again}
          <ChevronDown size={18} class="method-arrow" />
        </summary>
        <p class="notice tone-amber">
          <span class="notice-icon">
            <TriangleAlert size={20} />
          </span>
          <span>{t.takenBack.againWhy(time(deadline))}</span>
        </p>
        <Instructions />
      </details>
    </>
  );
}

/** What was there and is missed, each with its transaction; nothing where nothing is. */
export function TakenBackMoney() {
  const { view, t } = usePage();
  return (
    <>
      {view.takenBack.map((each, index) => (
        // Two transfers may share a hash; the list changes as a whole.
        <p class="muted balance" key={index}>
          {t.takenBack.body(each.amount, each.networkLabel)} <Hash transfer={each} />
        </p>
      ))}
    </>
  );
}
