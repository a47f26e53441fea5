import { AppWindow } from 'lucide-preact';
import { useRef } from 'preact/hooks';
import { usePage } from '../page/context.ts';
import type { InstructionsView } from '../view.ts';
import { useWalletPayment } from './use-wallet-payment.ts';
import { WalletDialog } from './wallet-dialog.tsx';

/** Opens the dialog in which a wallet of this browser pays; the first choice where there is one. */
export function WalletButton({ instructions }: { instructions: InstructionsView }) {
  const { t } = usePage();
  const dialog = useRef<HTMLDialogElement>(null);
  const payment = useWalletPayment(instructions, () => dialog.current?.close());
  const found = payment.wallets.length > 0;
  return (
    <>
      <button
        type="button"
        class={`button js-only ${found ? 'is-found' : ''}`}
        onClick={() => dialog.current?.showModal()}
      >
        <AppWindow size={18} />
        {t.actions.browserWallet}
      </button>
      <WalletDialog dialog={dialog} instructions={instructions} payment={payment} />
    </>
  );
}
