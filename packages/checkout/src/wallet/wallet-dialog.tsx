import { CircleAlert, LoaderCircle, Wallet, X } from 'lucide-preact';
import { usePage } from '../page/context.ts';
import type { InstructionsView } from '../view.ts';
import type { FoundWallet } from './discovery.ts';
import type { WalletPayment } from './use-wallet-payment.ts';

/** A sheet from below on a phone, a window on a wide screen: pick a wallet, then follow what it asks. */
export function WalletDialog(props: {
  dialog: { current: HTMLDialogElement | null };
  instructions: InstructionsView;
  payment: WalletPayment;
}) {
  const { t } = usePage();
  const { dialog, instructions, payment } = props;
  const { method, amount } = instructions;
  return (
    <dialog class="sheet" ref={dialog} aria-labelledby="wallet-heading" onClose={payment.reset}>
      <div class="sheet-head">
        <h2 id="wallet-heading" class="sheet-heading">
          {t.wallet.heading}
        </h2>
        <button type="button" class="icon-button" aria-label={t.actions.close} onClick={() => dialog.current?.close()}>
          <X size={20} />
        </button>
      </div>
      <p class="sheet-amount">
        <bdi class="figure">
          {amount} {method.symbol}
        </bdi>{' '}
        <span class="muted">{t.send.onNetwork(method.networkLabel)}</span>
      </p>
      <Step payment={payment} instructions={instructions} />
    </dialog>
  );
}

function Step({ payment, instructions }: { payment: WalletPayment; instructions: InstructionsView }) {
  const { t } = usePage();
  const { symbol, networkLabel } = instructions.method;
  const { step, failure, wallet } = payment;
  if (step) {
    const words = {
      connecting: t.wallet.connecting(wallet?.name ?? ''),
      switching: t.wallet.switching(networkLabel, wallet?.name ?? ''),
      confirming: t.wallet.confirm(instructions.amount, symbol, networkLabel),
    };
    return (
      <p class="sheet-step" role="status">
        <LoaderCircle size={20} class="is-turning" />
        {words[step]}
      </p>
    );
  }
  const failures = {
    rejected: t.wallet.rejected,
    insufficient: t.wallet.insufficient(symbol, networkLabel),
    wrong_network: t.wallet.wrongNetwork(networkLabel),
    unknown_network: t.wallet.wrongNetwork(networkLabel),
    busy: t.wallet.busy,
    changed: t.wallet.changed,
    failed: t.wallet.failed,
  };
  return (
    <>
      {failure && (
        <div class="notice tone-red" role="alert">
          <span class="notice-icon">
            <CircleAlert size={20} />
          </span>
          <p>{failures[failure]}</p>
        </div>
      )}
      <WalletList payment={payment} />
    </>
  );
}

function WalletList({ payment }: { payment: WalletPayment }) {
  const { view, t, framed } = usePage();
  if (payment.wallets.length === 0) {
    return (
      <div class="sheet-none">
        <p>
          <strong>{t.wallet.none}</strong>
        </p>
        <p class="muted for-pointer">{t.wallet.noneBody}</p>
        <p class="muted for-touch">{t.wallet.noneOnPhone}</p>
        {framed && (
          // Some wallets show themselves to whole windows only.
          <a class="button is-wide" href={view.urls.self} target="_blank" rel="noopener">
            {t.wallet.openInTab}
          </a>
        )}
      </div>
    );
  }
  return (
    <>
      <p class="label">{t.wallet.pick}</p>
      <ul class="wallets">
        {payment.wallets.map((wallet) => (
          <li key={wallet.id}>
            <button type="button" class="wallet" onClick={() => payment.pay(wallet)}>
              <WalletIcon wallet={wallet} />
              <bdi>{wallet.name}</bdi>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function WalletIcon({ wallet }: { wallet: FoundWallet }) {
  if (!wallet.icon) return <Wallet size={32} />;
  return <img src={wallet.icon} alt="" width="32" height="32" />;
}
