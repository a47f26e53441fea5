import { type Html, html } from '../html.ts';

export interface Page {
  readonly status?: number;
  readonly title: string;
  readonly body: Html;
  /** Look again so often, while something can change. */
  readonly followSeconds?: number | undefined;
}

/** The frame of every page. Everything works without JavaScript; with it, what changed is replaced instead of reloaded. */
export function layout({ title, body, followSeconds }: Page, { isTest }: { isTest: boolean }): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · Leaf &amp; Kettle</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/shop.css">
${followSeconds === undefined ? null : following(followSeconds)}
</head>
<body>
${isTest ? html`<aside class="banner" aria-label="Note">Demo shop: no real money, nothing is shipped.</aside>` : null}
<header class="head"><a class="brand" href="/">${LEAF}<span>Leaf &amp; Kettle</span></a></header>
<main${followSeconds === undefined ? null : html` data-follow-seconds="${followSeconds}"`}>${body}</main>
<footer class="foot"><p>Leaf &amp; Kettle, tea merchants</p><p>Checkout by Opentill: your payment goes straight to us.</p></footer>
</body>
</html>`;
  return page.text;
}

function following(seconds: number): Html {
  return html`<noscript><meta http-equiv="refresh" content="${seconds}"></noscript>
<script type="module" src="/assets/follow.js"></script>`;
}

const LEAF = html`<svg viewBox="0 0 24 24" width="28" height="28" aria-hidden="true"><path class="leaf" d="M20.5 3.5C11 3.2 4.6 7 4.6 13.2c0 3.6 2.7 6 6 6 6.6 0 9.6-6.4 9.9-15.7z"/><path class="vein" d="M3.5 21c2.2-5.5 6-9.4 11-11.8"/></svg>`;
