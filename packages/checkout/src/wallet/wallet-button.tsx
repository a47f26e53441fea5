import { AppWindow } from 'lucide-preact';
import { useRef } from 'preact/hooks';
import { usePage } from '../page/context.ts';
import type { InstructionsView } from '../view.ts';
import { WalletDialog } from './wallet-dialog.tsx';

/** Opens the dialog in which a wallet of this browser pays. */
export function WalletButton({ instructions }: { instructions: InstructionsView }) {
  const { t } = usePage();
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <button type="button" class="button js-only" onClick={() => dialog.current?.showModal()}>
        <AppWindow size={18} />
        {t.actions.browserWallet}
      </button>
      <WalletDialog dialog={dialog} instructions={instructions} />
    </>
  );
}
