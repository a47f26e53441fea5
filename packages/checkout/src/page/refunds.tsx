import { Info } from 'lucide-preact';
import type { Messages } from '../messages/en.ts';
import type { RefundedView } from '../view.ts';
import { usePage } from './context.ts';
import { Hash } from './transfers.tsx';

/** What goes back, or has gone back, in a sentence: shown, and read out when it comes. */
export function refundSentence({ state, amount, networkLabel }: RefundedView, { refunds }: Messages): string {
  return refunds[state](amount, networkLabel);
}

/** What goes back of what counts, where it is not a notice's; nothing where nothing does. */
export function GivenBack() {
  const { refunds } = usePage().view;
  if (!refunds) return null;
  return (
    <p class={`notice given-back tone-${refunds.every(({ state }) => state === 'confirmed') ? 'plain' : 'amber'}`}>
      <span class="notice-icon">
        <Info size={20} />
      </span>
      <span>
        <Refunds refunds={refunds} />
      </span>
    </p>
  );
}

/** Each with its transaction; phrasing, to stand in a paragraph. */
export function Refunds({ refunds = [] }: { refunds?: readonly RefundedView[] | undefined }) {
  const { t } = usePage();
  return (
    <>
      {refunds.map((refund, index) => (
        // Two may be alike; the list only grows.
        <span class="refunded" key={index}>
          <strong>{refundSentence(refund, t)}</strong>
          {refund.transaction && (
            <>
              {' '}
              {t.transfers.transaction}: <Hash transfer={refund.transaction} />
            </>
          )}
        </span>
      ))}
    </>
  );
}
