/** The element's own parts only; what is in the frame is the checkout's. Adopted as a sheet, so that no content policy stops it. */
export const STYLES = `
:host {
  --accent: var(--opentill-accent, #1f4fd8);
  --on-accent: var(--opentill-on-accent, #fff);
  --surface: #fff;
  --sunken: #eceff3;
  --ink: #10151e;
  --muted: #545e6e;
  --line: #dde2e9;
  --amber-soft: #fdf1d9;
  --amber-text: #7d4b00;
  display: block;
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  color: var(--ink);
}
:host([mode="modal"]) { display: inline-block; }
:host([hidden]), [hidden] { display: none !important; }
* { box-sizing: border-box; }
.stage { position: relative; min-block-size: 20rem; background: var(--surface); border-radius: .75rem; overflow: clip; }
.mark { position: absolute; inset-inline-start: 0; inline-size: 1px; block-size: 1px; scroll-margin-block-start: 4rem; pointer-events: none; }
iframe { display: block; inline-size: 100%; block-size: max(20rem, var(--height, 40rem)); border: 0; }
.is-loading iframe { opacity: 0; }
.is-failed iframe { position: absolute; block-size: 0; visibility: hidden; }
.skeleton { display: none; position: absolute; inset: 0; padding: 1.5rem; flex-direction: column; align-items: center; gap: 1rem; }
.is-loading .skeleton { display: flex; }
.skeleton i { display: block; border-radius: .5rem; background: var(--sunken); animation: appear .2s .3s both; }
.skeleton i:nth-child(1) { inline-size: 60%; block-size: 1.5rem; }
.skeleton i:nth-child(2) { inline-size: 12rem; block-size: 12rem; max-inline-size: 70%; }
.skeleton i:nth-child(3), .skeleton i:nth-child(4) { inline-size: 100%; max-inline-size: 26rem; block-size: 3rem; }
@keyframes appear { from { opacity: 0; } }
.failure { display: none; flex-direction: column; align-items: center; justify-content: center; gap: .75rem; min-block-size: 20rem; padding: 2rem 1.5rem; text-align: center; text-wrap: balance; }
.is-failed .failure { display: flex; }
.failure p { margin: 0; max-inline-size: 26rem; }
.failure .heading { font-size: 1.25rem; font-weight: 600; line-height: 1.3; }
.failure .why { color: var(--muted); }
button, .button { font: inherit; font-weight: 600; min-block-size: 2.75rem; padding: .5rem 1.25rem; border-radius: .5rem; border: 1px solid transparent; cursor: pointer; display: inline-flex; align-items: center; justify-content: center; text-decoration: none; }
.primary { background: var(--accent); color: var(--on-accent); }
.plain { background: none; border-color: currentColor; color: inherit; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
dialog { padding: 0; border: 0; color: inherit; background: var(--surface); inline-size: min(30rem, 100vw); max-inline-size: 100vw; block-size: min(calc(var(--height, 40rem) + 3.25rem), 100dvh - 4rem); max-block-size: 100dvh; border-radius: .75rem; overflow: hidden; box-shadow: 0 8px 24px rgb(16 21 30 / 14%), 0 24px 64px rgb(16 21 30 / 14%); }
dialog[open] { display: flex; flex-direction: column; }
dialog::backdrop { background: rgb(8 10 14 / 50%); }
.bar { display: flex; flex: none; align-items: center; gap: .75rem; padding-block: .25rem; padding-inline: 1rem .25rem; border-block-end: 1px solid var(--line); }
.merchant { flex: 1; min-inline-size: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-weight: 600; }
.tag { flex: none; padding: .25rem .5rem; border-radius: .5rem; background: var(--amber-soft); color: var(--amber-text); font-size: .75rem; font-weight: 600; line-height: 1.2; }
.close { position: relative; inline-size: 2.75rem; padding: 0; background: none; color: var(--muted); }
.close::before, .close::after { content: ""; position: absolute; inline-size: 1.25rem; block-size: 2px; background: currentColor; rotate: 45deg; }
.close::after { rotate: -45deg; }
dialog .stage { flex: 1; min-block-size: 0; overflow: auto; border-radius: 0; }
dialog iframe { block-size: 100%; }
.sr-only { position: absolute; inline-size: 1px; block-size: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 40rem) { dialog { inline-size: 100vw; block-size: 100dvh; border-radius: 0; margin: 0; } }
@media (prefers-color-scheme: dark) {
  :host { --accent: var(--opentill-accent, #7d9cff); --on-accent: var(--opentill-on-accent, #000); --surface: #141922; --sunken: #1d2430; --ink: #eef1f6; --muted: #a3adbd; --line: #2a3240; --amber-soft: #2c220f; --amber-text: #f5c469; }
}
@media (prefers-reduced-motion: reduce) { .skeleton i { animation: none; } }
@media print { .bar { display: none; } }
`;
