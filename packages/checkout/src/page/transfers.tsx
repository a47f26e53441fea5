import { ExternalLink } from 'lucide-preact';
import type { TransferView } from '../view.ts';
import { usePage } from './context.ts';
import { CopyButton } from './copy-button.tsx';
import { counted } from './phase.ts';
import { safeLink } from './safe-url.ts';

/** Everything that has arrived and counts, each with its transaction. */
export function Transfers() {
  const { view, t } = usePage();
  const transfers = counted(view);
  if (transfers.length === 0) return null;
  return (
    <section class="transfers" aria-labelledby="transfers-heading">
      <h3 id="transfers-heading" class="label">
        {t.transfers.heading}
      </h3>
      <ul>
        {transfers.map((transfer, index) => (
          // Two transfers may share hash and amount; the list only grows.
          <li class="transfer" key={index}>
            <span class={`dot state-${transfer.state}`} aria-hidden="true" />
            <div>
              <span class="figure transfer-amount">
                <bdi>{t.transfers.on(transfer.amount, transfer.networkLabel)}</bdi>
              </span>
              <span class="muted small transfer-words">
                <span>{stateWords(transfer, t)}</span> <Hash transfer={transfer} />
              </span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function stateWords(transfer: TransferView, t: ReturnType<typeof usePage>['t']): string {
  if (transfer.state !== 'confirming') return t.transfers[transfer.state];
  return t.transfers.confirming(transfer.confirmations, transfer.requiredConfirmations);
}

/** A transaction's hash, short, leading to the network's explorer; where there is none, with a button that copies it. */
export function Hash({ transfer }: { transfer: Pick<TransferView, 'hash' | 'explorerUrl'> }) {
  const { t } = usePage();
  const url = safeLink(transfer.explorerUrl);
  const short = `${transfer.hash.slice(0, 8)}…${transfer.hash.slice(-6)}`;
  if (!url) {
    return (
      <span class="hash">
        <bdi class="mono" dir="ltr" title={transfer.hash}>
          {short}
        </bdi>
        <CopyButton value={transfer.hash} label={t.copy.hash} done={t.copy.hashDone} compact />
      </span>
    );
  }
  return (
    <a class="hash" href={url} target="_blank" rel="noopener noreferrer" aria-label={`${t.actions.explorer} ${short}`}>
      <bdi class="mono" dir="ltr">
        {short}
      </bdi>
      <ExternalLink size={14} />
    </a>
  );
}
