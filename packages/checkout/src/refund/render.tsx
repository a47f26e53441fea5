import { renderToString } from 'preact-render-to-string';
import type { Assets } from '../assets.ts';
import { Document } from '../document.tsx';
import { pageMessagesFor } from '../messages/page-messages.ts';
import { ErrorPage } from '../page/error-page.tsx';
import { safeLink } from '../page/safe-url.ts';
import { RefundPage } from './refund-page.tsx';
import type { RefundView } from './refund-view.ts';

interface Options {
  readonly assets: Assets;
}

/** A refund's page as a whole HTML document. */
export function renderRefund(view: RefundView, { assets }: Options): string {
  const t = pageMessagesFor(view.locale);
  const title = t.refund.title(view.merchant.name);
  return html(view, assets, view.urls.brandCss, title, <RefundPage view={view} t={t} />);
}

/** For an address that leads to no refund, or one that was asked too often. */
export function renderNoRefund(
  why: 'notFound' | 'tooMany',
  { assets, locale = 'en' }: Options & { readonly locale?: string },
): string {
  const { title, body } = pageMessagesFor(locale).refund[why];
  const page = <ErrorPage title={title} body={body} reference={null} />;
  return html({ locale, direction: 'ltr' }, assets, null, title, page);
}

function html(
  { locale, direction }: Pick<RefundView, 'locale' | 'direction'>,
  assets: Assets,
  brandCss: string | null,
  title: string,
  page: preact.ComponentChild,
): string {
  return `<!doctype html>${renderToString(
    <Document
      locale={locale}
      direction={direction}
      title={title}
      assets={assets}
      brandCss={safeLink(brandCss)}
      viewJson={null}
      form={{ countsTotal: false }}
    >
      {page}
    </Document>,
  )}`;
}
