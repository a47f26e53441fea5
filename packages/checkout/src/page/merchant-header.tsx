import { ArrowLeft } from 'lucide-preact';
import { usePage } from './context.ts';
import { safeImage, safeLink } from './safe-url.ts';

export function MerchantHeader() {
  const { view, t, framed } = usePage();
  const { merchant } = view;
  const back = safeLink(view.session.cancelUrl ?? view.session.returnUrl);
  const logo = safeImage(merchant.logoUrl);
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
      {logo ? (
        <img class="merchant-logo" src={logo} alt="" width="36" height="36" />
      ) : (
        <span class="merchant-logo monogram" aria-hidden="true">
          {[...merchant.name.trim()][0]?.toUpperCase()}
        </span>
      )}
      <bdi class="merchant-name">{merchant.name}</bdi>
      {!view.livemode && (
        <span class="tag tag-test" title={t.testModeHint}>
          {t.testMode}
        </span>
      )}
    </header>
  );
}
