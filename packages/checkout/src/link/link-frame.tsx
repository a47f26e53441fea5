import type { Messages } from '../messages/en.ts';
import { MerchantMark } from '../page/merchant-mark.tsx';
import type { LinkMerchant, LinkView } from './link-view.ts';

/** The shop's line above every page of a link. */
export function LinkHeader({
  view,
  t,
}: {
  readonly view: Pick<LinkView, 'merchant' | 'livemode'>;
  readonly t: Messages;
}) {
  return (
    <header class="merchant">
      <MerchantMark name={view.merchant.name} logoUrl={view.merchant.logoUrl} />
      {!view.livemode && (
        <span class="tag tag-test" title={t.testModeHint}>
          {t.testMode}
        </span>
      )}
    </header>
  );
}

export function LinkFooter({ merchant, t }: { readonly merchant: LinkMerchant; readonly t: Messages }) {
  return (
    <footer class="footer">
      {merchant.supportEmail && (
        <p>
          <a href={`mailto:${merchant.supportEmail}`}>{t.help(merchant.supportEmail)}</a>
        </p>
      )}
      <p>{t.poweredBy}</p>
    </footer>
  );
}
