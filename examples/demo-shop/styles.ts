export const STYLES_PATH = '/styles.css';

export const STYLES = `
:root { --paper: #faf7f2; --card: #fff; --ink: #1f2a26; --soft: #5d6a64; --line: #e4ddd0; --leaf: #1f6a55; --on-leaf: #fff; --amber: #8a5a00; --red: #a3261d; }
@media (prefers-color-scheme: dark) { :root { --paper: #121614; --card: #1a201d; --ink: #eef2ef; --soft: #a4b0aa; --line: #2c3531; --leaf: #6fd0b0; --on-leaf: #08231b; --amber: #f0bd63; --red: #ff9c92; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; min-height: 100vh; display: flex; flex-direction: column; }
header, main, footer { width: 100%; max-width: 60rem; margin: 0 auto; padding: 16px; }
header { display: flex; align-items: baseline; justify-content: space-between; gap: 16px; }
.brand { white-space: nowrap; font: 600 20px/1.2 Georgia, "Times New Roman", serif; color: var(--ink); text-decoration: none; }
.note, footer { color: var(--soft); font-size: 14px; }
main { flex: 1; }
h1 { font: 600 28px/1.2 Georgia, "Times New Roman", serif; margin: 16px 0 4px; text-wrap: balance; }
h2 { font-size: 16px; line-height: 1.3; margin: 0 0 4px; }
.lead { color: var(--soft); margin: 0 0 24px; }
.products { list-style: none; margin: 0; padding: 0; display: grid; gap: 16px; }
.product { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 16px; display: grid; grid-template-columns: 96px 1fr; gap: 8px 16px; align-items: center; }
.picture { background: var(--paper); border-radius: 8px; display: grid; place-items: center; aspect-ratio: 1; }
.picture svg { width: 72%; }
.words p { margin: 0; color: var(--soft); font-size: 14px; }
.product form { grid-column: 1 / -1; display: flex; align-items: center; justify-content: space-between; }
.price { font-size: 20px; font-weight: 600; font-variant-numeric: tabular-nums; }
button, .button { display: inline-block; border: 0; border-radius: 8px; background: var(--leaf); color: var(--on-leaf); font-family: inherit; font-size: 16px; font-weight: 600; line-height: 1; padding: 14px 28px; min-height: 44px; cursor: pointer; text-decoration: none; }
button:hover, .button:hover { filter: brightness(1.08); }
:focus-visible { outline: 3px solid var(--leaf); outline-offset: 2px; }
a { color: var(--leaf); }
.status { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 32px 24px; text-align: center; margin-top: 16px; }
.status h1 { margin: 12px 0 4px; }
.status p { margin: 0; color: var(--soft); }
.icon { display: inline-grid; place-items: center; width: 56px; height: 56px; border-radius: 50%; border: 3px solid currentColor; font-size: 28px; line-height: 1; }
.wait .icon { color: var(--amber); } .good .icon { color: var(--leaf); } .bad .icon { color: var(--red); }
.receipt { display: grid; grid-template-columns: 1fr auto; gap: 8px 16px; margin: 24px 0; padding: 0 8px; }
.receipt dt { color: var(--soft); } .receipt dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; }
@media (min-width: 48rem) {
  .products { grid-template-columns: repeat(3, 1fr); }
  .product { grid-template-columns: 1fr; align-content: start; padding: 0 0 16px; overflow: hidden; }
  .product > :not(.picture) { padding: 0 16px; }
  .picture { border-radius: 0; aspect-ratio: 4 / 3; background: color-mix(in srgb, var(--leaf) 8%, var(--card)); } .picture svg { width: 46%; }
  h1 { font-size: 40px; }
}
`;
