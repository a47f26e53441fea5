import { TriangleAlert } from 'lucide-preact';
import type { InstructionsView } from '../view.ts';
import { Address } from './address.tsx';
import { usePage } from './context.ts';
import { CopyButton } from './copy-button.tsx';

/** The exact amount and the address, each with its copy button, and between the eye and the button the one warning. */
export function SendBox({ instructions, remaining }: { instructions: InstructionsView; remaining: boolean }) {
  const { t } = usePage();
  const { method, amount, address, rate } = instructions;
  return (
    <div class="send">
      <div class="send-row">
        <div class="send-text">
          <span class="label">{remaining ? t.send.remaining : t.send.exactly}</span>
          <p class={`amount figure ${sizeOf(amount)}`}>
            <bdi>
              <span class="copyable">{amount}</span> <span class="amount-unit">{method.symbol}</span>
            </bdi>{' '}
            <span class="amount-network">{t.send.onNetwork(method.networkLabel)}</span>
          </p>
        </div>
        <CopyButton value={amount} label={t.copy.amount} done={t.copy.amountDone} />
      </div>
      <div class="send-row">
        <div class="send-text">
          <span class="label">{t.send.toAddress(method.networkLabel)}</span>
          <Address value={address} />
        </div>
        <CopyButton value={address} label={t.copy.address} done={t.copy.addressDone(method.networkLabel)} />
      </div>
      <p class="send-warning tone-amber">
        <TriangleAlert size={18} />
        <span>
          <strong>{t.send.only(method.symbol, method.networkLabel)}</strong> {t.send.onlyWhy}
        </span>
      </p>
      <p class="send-rate">{t.send.rate(method.symbol, rate)}</p>
    </div>
  );
}

/** Eighteen decimals do not fit in the largest size. */
function sizeOf(amount: string): string {
  if (amount.length > 15) return 'is-longest';
  return amount.length > 10 ? 'is-long' : '';
}
