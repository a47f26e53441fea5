import { LoaderCircle } from 'lucide-preact';
import { forgetSubmitted, useSubmitted } from '../wallet/submitted-store.ts';
import { usePage } from './context.ts';
import { Hash } from './transfers.tsx';

/** What the browser wallet has sent and no block has shown yet: so that nobody pays twice. */
export function Submitted() {
  const { view, t } = usePage();
  const submitted = useSubmitted(view.session.code);
  const known = view.transfers.some((transfer) => transfer.hash.toLowerCase() === submitted?.hash.toLowerCase());
  if (!submitted || known) return null;
  return (
    <div class="banner tone-amber submitted">
      <LoaderCircle size={20} class="is-turning" />
      <div>
        <p>
          <strong>{t.wallet.submittedHeading}</strong>
        </p>
        <p class="small">{t.wallet.submittedBody}</p>
        <p class="small">
          <Hash transfer={submitted} />
          <button type="button" class="link" onClick={() => forgetSubmitted(view.session.code)}>
            {t.wallet.forget}
          </button>
        </p>
      </div>
    </div>
  );
}
