import { useEffect, useRef, useState } from 'preact/hooks';
import { usePage } from '../page/context.ts';
import { asksForMoney } from '../page/phase.ts';
import type { InstructionsView } from '../view.ts';
import { discoverWallets, type FoundWallet, legacyWallet } from './discovery.ts';
import { type PayOutcome, type PayStep, payWithWallet } from './pay.ts';
import { rememberSubmitted } from './submitted-store.ts';
import type { WalletFailure } from './wallet-error.ts';

export interface WalletPayment {
  readonly wallets: readonly FoundWallet[];
  readonly wallet: FoundWallet | null;
  readonly step: PayStep | null;
  readonly failure: WalletFailure['type'] | null;
  readonly pay: (wallet: FoundWallet) => void;
  readonly reset: () => void;
}

/** The wallets of this browser and one payment through one of them. */
export function useWalletPayment(instructions: InstructionsView, onSubmitted: () => void): WalletPayment {
  const { view, t, phase, announce } = usePage();
  const [wallets, setWallets] = useState<readonly FoundWallet[]>([]);
  const [wallet, setWallet] = useState<FoundWallet | null>(null);
  const [step, setStep] = useState<PayStep | null>(null);
  const [failure, setFailure] = useState<WalletFailure['type'] | null>(null);
  const newest = useRef({ instructions, phase });
  newest.current = { instructions, phase };

  useEffect(() => {
    const legacy = legacyWallet(t.wallet.legacy);
    if (legacy) setWallets([legacy]);
    return discoverWallets(setWallets);
  }, [t]);

  const finish = (outcome: PayOutcome) => {
    setStep(null);
    if (outcome.type !== 'submitted') return setFailure(outcome.type);
    const { explorerUrl } = instructions.wallet;
    rememberSubmitted(view.session.code, {
      hash: outcome.hash,
      explorerUrl: explorerUrl ? `${explorerUrl}/tx/${outcome.hash}` : null,
    });
    announce(t.wallet.submittedHeading);
    onSubmitted();
  };
  const pay = async (chosen: FoundWallet) => {
    setFailure(null);
    setWallet(chosen);
    finish(
      await payWithWallet({
        provider: chosen.provider,
        instructions,
        stillAsked: () => isSame(newest.current.instructions, instructions) && asksForMoney(newest.current.phase),
        onStep: setStep,
      }),
    );
  };
  return { wallets, wallet, step, failure, pay: (chosen) => void pay(chosen), reset: () => setFailure(null) };
}

function isSame(a: InstructionsView, b: InstructionsView): boolean {
  return a.method.id === b.method.id && a.amountAtomic === b.amountAtomic && a.address === b.address;
}
