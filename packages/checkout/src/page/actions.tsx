import { RefreshCw, Wallet } from 'lucide-preact';
import type { InstructionsView } from '../view.ts';
import { WalletButton } from '../wallet/wallet-button.tsx';
import { usePage } from './context.ts';

export function Actions({ instructions }: { instructions: InstructionsView }) {
  const { t } = usePage();
  return (
    <div class="actions">
      <a class="button is-primary" href={instructions.paymentUri}>
        <Wallet size={18} />
        {t.actions.openWallet}
      </a>
      <WalletButton instructions={instructions} />
    </div>
  );
}

/** Asks the server to read the chain now; without JavaScript the answer is the page again. */
export function CheckButton() {
  const { view, t, phase, check, busy, checked } = usePage();
  const words = phase === 'taken_back' || phase === 'seen' ? t.actions.look : t.actions.check;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    check();
  };
  return (
    <form method="post" action={view.urls.check} onSubmit={submit} class="check">
      <input type="hidden" name="csrfToken" value={view.csrfToken} />
      <button type="submit" class="button is-quiet" aria-disabled={busy === 'check'}>
        <RefreshCw size={16} class={busy === 'check' ? 'is-turning' : ''} />
        {busy === 'check' ? t.actions.checking : words}
      </button>
      {/* Its room is always there, so that the answer moves nothing. */}
      <p class="check-answer">{checked}</p>
    </form>
  );
}

export function RestartButton() {
  const { view, t, phase, restart, busy } = usePage();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    restart();
  };
  if (!view.session.canRestart) return null;
  return (
    <form method="post" action={view.urls.restart} onSubmit={submit}>
      <input type="hidden" name="csrfToken" value={view.csrfToken} />
      {/* While a payment may still be on its way, keeping the page is what comes first. */}
      <button
        type="submit"
        class={`button is-wide ${phase === 'expired_final' ? 'is-primary' : ''}`}
        aria-disabled={busy === 'restart'}
      >
        {busy === 'restart' ? t.actions.restarting : t.actions.restart}
      </button>
    </form>
  );
}
