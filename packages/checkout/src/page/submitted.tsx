import { LoaderCircle } from 'lucide-preact';
import { forgetSubmitted, type SubmittedTransaction, useSubmitted } from '../wallet/submitted-store.ts';
import { usePage } from './context.ts';
import { Hash } from './transfers.tsx';

/** What the browser wallet has sent and no block has shown yet; null when there is nothing of the kind. */
export function useUnseenSubmission(): SubmittedTransaction | null {
  const { view } = usePage();
  const submitted = useSubmitted(view.session.code);
  const known = [...view.transfers, ...view.takenBack].some(
    (transfer) => transfer.hash.toLowerCase() === submitted?.hash.toLowerCase(),
  );
  return known ? null : submitted;
}

/** Stands where the instructions stood, so that nobody pays twice. */
export function Submitted({ transaction }: { transaction: SubmittedTransaction }) {
  const { view, t } = usePage();
  return (
    <div class="progress submitted">
      <LoaderCircle size={48} class="is-turning" />
      <h2 class="panel-heading">{t.wallet.submittedHeading}</h2>
      <p class="muted balance">{t.wallet.submittedBody}</p>
      <p>
        <Hash transfer={transaction} />
      </p>
      <button type="button" class="link" onClick={() => forgetSubmitted(view.session.code)}>
        {t.wallet.forget}
      </button>
    </div>
  );
}
