import { ArrowLeft } from 'lucide-preact';
import { usePage } from './context.ts';
import { MerchantMark } from './merchant-mark.tsx';
import { wayBack } from './way-back.ts';

export function MerchantHeader() {
  const { view, t, phase, framed } = usePage();
  const { merchant } = view;
  const back = wayBack(view, phase);
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
