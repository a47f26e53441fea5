import type { ComponentChildren } from 'preact';
import type { Assets } from './assets.ts';

/** The document around a page: no inline script, no inline style, so that the strictest content policy holds. */
export function Document(props: {
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  readonly title: string;
  readonly assets: Assets;
  readonly brandCss: string | null;
  /** What a page with a form needs beside the rest. */
  readonly form?: { readonly countsTotal: boolean } | undefined;
  /** Without it (error pages) no script is loaded. */
  readonly viewJson: string | null;
  /** Origins of the pages that may show it in a frame, where it has no view to say so. */
  readonly embedOrigins?: readonly string[] | undefined;
  /** Why nothing can be paid here, for the page around it. */
  readonly closed?: string | undefined;
  readonly children: ComponentChildren;
}) {
  const { assets, viewJson, embedOrigins = [] } = props;
  return (
    <html lang={props.locale} dir={props.direction}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="referrer" content="no-referrer" />
        <meta name="format-detection" content="telephone=no" />
        <title>{props.title}</title>
        <link rel="icon" href={ICON} />
        <link rel="stylesheet" href={assets.css} />
        {props.form && <link rel="stylesheet" href={assets.formCss} />}
        {props.brandCss && <link rel="stylesheet" href={props.brandCss} />}
        {viewJson !== null && <script type="module" src={assets.js} />}
        {props.form?.countsTotal && <script type="module" src={assets.formJs} />}
        {viewJson === null && embedOrigins.length > 0 && (
          <>
            <meta name="opentill-embed" content={embedOrigins.join(' ')} />
            {props.closed && <meta name="opentill-closed" content={props.closed} />}
            <script type="module" src={assets.framed} />
          </>
        )}
      </head>
      <body>
        <div id="root">{props.children}</div>
        {viewJson !== null && (
          // JSON with every `<` escaped; see embedJson.
          <script type="application/json" id="view" dangerouslySetInnerHTML={{ __html: viewJson }} />
        )}
      </body>
    </html>
  );
}

/** Spares the browser's request for /favicon.ico. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#1f4fd8"/><path d="m9 17 5 5 9-11" fill="none" stroke="#fff" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round"/></svg>',
)}`;

/** JSON that cannot end its script element, start a comment in it, or break a line of JavaScript. */
export function embedJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}
