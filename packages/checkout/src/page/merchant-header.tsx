import { ArrowLeft } from 'lucide-preact';
import { usePage } from './context.ts';
import { MerchantMark } from './merchant-mark.tsx';
import { safeLink } from './safe-url.ts';

export function MerchantHeader() {
  const { view, t, framed } = usePage();
  const { merchant } = view;
  const back = safeLink(view.session.cancelUrl ?? view.session.returnUrl);
  return (
    <header class="merchant">
      {back && (
        <a
          class="icon-button back"
          href={back}
          target={framed ? '_top' : undefined}
          aria-label={t.backTo(merchant.name)}
        >
          <ArrowLeft size={20} class="back-arrow" />
        </a>
      )}
      <MerchantMark {...merchant} />
      {!view.livemode && (
        <span class="tag tag-test" title={t.testModeHint}>
          {t.testMode}
        </span>
      )}
    </header>
  );
}
