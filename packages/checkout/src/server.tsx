import { fileURLToPath } from 'node:url';
import { renderToString } from 'preact-render-to-string';
import type { Assets } from './assets.ts';
import { Document, embedJson } from './document.tsx';
import { messagesFor } from './messages/messages.ts';
import { pageMessagesFor } from './messages/page-messages.ts';
import { App } from './page/app.tsx';
import { ErrorPage } from './page/error-page.tsx';
import { pageTitle } from './page/page-title.ts';
import { safeLink } from './page/safe-url.ts';
import type { CheckoutView } from './view.ts';

export { ASSETS_PATH, type Assets, readAssets } from './assets.ts';
export { type Brand, brandCss } from './brand/brand-css.ts';
export { renderLink, renderLinkClosed, renderNoLink } from './link/render.tsx';
export { qrModules, qrSvg, qrSvgFile } from './qr.ts';
export { renderNoRefund, renderRefund } from './refund/render.tsx';
export type { CheckoutView } from './view.ts';

/** The folder of the browser's files, beside the built server module. */
export const clientDirectory: string = fileURLToPath(new URL('../client', import.meta.url));

/** The hosted page of one session as a whole HTML document. */
export function renderPage(view: CheckoutView, options: { readonly assets: Assets }): string {
  const t = messagesFor(view.locale);
  return render(
    <Document
      locale={view.locale}
      direction={view.direction}
      title={pageTitle(view, t)}
      assets={options.assets}
      brandCss={safeLink(view.urls.brandCss)}
      viewJson={embedJson(withoutCodes(view))}
    >
      <App initial={view} />
    </Document>,
  );
}

/** The QR codes stand in the markup already; hydration takes them from there (`client.tsx`). */
function withoutCodes(view: CheckoutView): CheckoutView {
  if (!view.instructions) return view;
  return { ...view, instructions: { ...view.instructions, qrSvg: '', addressQrSvg: '' } };
}

interface ErrorPageOptions {
  readonly assets: Assets;
  /** BCP 47; English without it. */
  readonly locale?: string;
}

/** For a link that leads to no session (status 404). */
export function renderNotFound(options: ErrorPageOptions): string {
  const t = pageMessagesFor(options.locale ?? 'en');
  return renderErrorPage(options, t.notFound.title, t.notFound.body);
}

/** For an address at which there is nothing of any kind (status 404). */
export function renderNothing(options: ErrorPageOptions): string {
  const { title, body } = pageMessagesFor(options.locale ?? 'en').nothing;
  return renderErrorPage(options, title, body);
}

/** For a fault on our side (status 5xx). */
export function renderError(options: ErrorPageOptions & { readonly requestId?: string }): string {
  const t = pageMessagesFor(options.locale ?? 'en');
  const reference = options.requestId ? `${t.error.requestId} ${options.requestId}` : null;
  return renderErrorPage(options, t.error.title, t.error.body, reference);
}

function renderErrorPage(
  options: ErrorPageOptions,
  title: string,
  body: string,
  reference: string | null = null,
): string {
  return render(
    <Document
      locale={options.locale ?? 'en'}
      direction="ltr"
      title={title}
      assets={options.assets}
      brandCss={null}
      viewJson={null}
    >
      <ErrorPage title={title} body={body} reference={reference} />
    </Document>,
  );
}

function render(document: Parameters<typeof renderToString>[0]): string {
  return `<!doctype html>${renderToString(document)}`;
}
