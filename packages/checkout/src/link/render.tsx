import { renderToString } from 'preact-render-to-string';
import type { Assets } from '../assets.ts';
import { Document } from '../document.tsx';
import { pageMessagesFor } from '../messages/page-messages.ts';
import { ErrorPage } from '../page/error-page.tsx';
import { safeLink } from '../page/safe-url.ts';
import { LinkClosed } from './link-closed.tsx';
import { LinkPage } from './link-page.tsx';
import type { LinkClosedView, LinkView } from './link-view.ts';

interface Options {
  readonly assets: Assets;
}

/** A payment link's form as a whole HTML document. */
export function renderLink(view: LinkView, { assets }: Options): string {
  const t = pageMessagesFor(view.locale);
  const title = `${view.name} · ${view.merchant.name}`;
  return html(
    { ...view, countsTotal: view.unit !== null },
    assets,
    view.urls.brandCss,
    title,
    <LinkPage view={view} t={t} />,
  );
}

/** For a link that takes no payment. */
export function renderLinkClosed(view: LinkClosedView, { assets }: Options): string {
  const t = pageMessagesFor(view.locale);
  const { title } = t.link.closed[view.reason];
  return html({ ...view, closed: 'link_inactive' }, assets, view.brandCss, title, <LinkClosed view={view} t={t} />);
}

/** For an address that leads to no link, or one that was asked too often. */
export function renderNoLink(
  why: 'notFound' | 'tooMany',
  { assets, locale = 'en' }: Options & { readonly locale?: string },
) {
  const { title, body } = pageMessagesFor(locale).link[why];
  const page = <ErrorPage title={title} body={body} reference={null} />;
  return html({ locale, direction: 'ltr' }, assets, null, title, page);
}

function html(
  {
    locale,
    direction,
    embedOrigins,
    closed,
    countsTotal = false,
  }: Pick<LinkView, 'locale' | 'direction' | 'embedOrigins'> & { closed?: string; countsTotal?: boolean },
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
      embedOrigins={embedOrigins}
      closed={closed}
      form={{ countsTotal }}
    >
      {page}
    </Document>,
  )}`;
}
