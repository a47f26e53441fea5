import { type Html, html } from './html.ts';

const scene = (drawing: Html) =>
  html`<svg viewBox="0 0 320 240" aria-hidden="true" preserveAspectRatio="xMidYMid slice"><ellipse cx="160" cy="200" rx="104" ry="12" fill="#000" opacity=".1"/>${drawing}</svg>`;

/** Drawn for the shop: no photographs to load, sharp at any size. Light falls from the left. */
export const PICTURES = {
  tin: scene(html`
<rect x="112" y="66" width="96" height="136" rx="10" fill="#2d6a58"/>
<path d="M176 66h22a10 10 0 0 1 10 10v116a10 10 0 0 1-10 10h-22z" fill="#000" opacity=".14"/>
<path d="M122 66h10v136h-10a10 10 0 0 1-10-10V76a10 10 0 0 1 10-10z" fill="#fff" opacity=".1"/>
<rect x="106" y="44" width="108" height="30" rx="8" fill="#3a7d69"/>
<path d="M180 44h26a8 8 0 0 1 8 8v14a8 8 0 0 1-8 8h-26z" fill="#000" opacity=".14"/>
<rect x="106" y="66" width="108" height="4" fill="#000" opacity=".16"/>
<rect x="126" y="100" width="68" height="74" rx="6" fill="#f6ecd8"/>
<rect x="131" y="105" width="58" height="64" rx="3" fill="none" stroke="#c9a86a" stroke-width="1.5"/>
<path d="M160 113c15 8 17 25 0 38-17-13-15-30 0-38z" fill="#4d8f6a"/>
<path d="M160 119v38" stroke="#2d6a58" stroke-width="2" stroke-linecap="round"/>
<path d="M143 162h34" stroke="#c9a86a" stroke-width="2" stroke-linecap="round"/>
<g fill="#5c7046"><path d="M226 196c8-8 18-7 22-3-6 6-15 8-22 3z"/><path d="M240 204c7-5 15-3 18 1-6 4-13 4-18-1z"/><path d="M78 200c5-8 14-9 19-6-4 6-12 9-19 6z"/></g>`),
  teapot: scene(html`
<g fill="none" stroke="#fff" stroke-width="5" stroke-linecap="round" opacity=".65"><path d="M262 72c-7-9 7-14 0-24"/><path d="M278 78c-6-8 6-13 0-21"/></g>
<path d="M100 112c-44-14-58 52-4 58" fill="none" stroke="#8f4d2f" stroke-width="13" stroke-linecap="round"/>
<path d="M208 156c30-4 30-46 52-58l10 8c-14 16-14 62-54 74z" fill="#a95d39"/>
<path d="M84 142c0-36 34-58 76-58s76 22 76 58c0 34-24 60-76 60s-76-26-76-60z" fill="#c07149"/>
<path d="M196 92c24 9 40 27 40 50 0 34-24 60-76 60-10 0-19-1-27-3 60-6 78-60 63-107z" fill="#000" opacity=".13"/>
<path d="M104 132c3-16 14-26 28-31" fill="none" stroke="#fff" stroke-width="7" stroke-linecap="round" opacity=".35"/>
<path d="M116 90c4-18 22-26 44-26s40 8 44 26c-26 9-62 9-88 0z" fill="#a95d39"/>
<path d="M180 67c13 4 22 11 24 23-9 3-18 5-28 6 6-9 7-19 4-29z" fill="#000" opacity=".13"/>
<circle cx="160" cy="56" r="11" fill="#8f4d2f"/><circle cx="157" cy="53" r="3.5" fill="#fff" opacity=".4"/>
<path d="M90 160c30 12 110 12 140 0" fill="none" stroke="#f3dfc8" stroke-width="4" opacity=".55"/>`),
  cups: scene(html`
<g fill="none" stroke="#fff" stroke-width="5" stroke-linecap="round" opacity=".65"><path d="M116 78c-7-9 7-14 0-24"/><path d="M134 82c-6-8 6-13 0-21"/></g>
<g transform="translate(-6 16)">
<path d="M168 104c30-6 34 38-6 40" fill="none" stroke="#47688a" stroke-width="10" stroke-linecap="round"/>
<path d="M84 92h92v30c0 32-20 52-46 52s-46-20-46-52z" fill="#5f86ab"/>
<path d="M150 92h26v30c0 32-20 52-46 52-5 0-9-1-13-2 26-12 36-44 33-80z" fill="#000" opacity=".13"/>
<ellipse cx="130" cy="92" rx="46" ry="11" fill="#47688a"/><ellipse cx="130" cy="94" rx="39" ry="8" fill="#b9772e"/>
<path d="M96 116c0 14 4 25 11 32" fill="none" stroke="#fff" stroke-width="6" stroke-linecap="round" opacity=".35"/></g>
<path d="M252 144c26-4 28 34-6 36" fill="none" stroke="#8aa6bd" stroke-width="9" stroke-linecap="round"/>
<path d="M172 132h86v26c0 28-18 46-43 46s-43-18-43-46z" fill="#a9c0d2"/>
<path d="M234 132h24v26c0 28-18 46-43 46-5 0-9-1-13-2 24-10 34-38 32-70z" fill="#000" opacity=".12"/>
<ellipse cx="215" cy="132" rx="43" ry="10" fill="#8aa6bd"/><ellipse cx="215" cy="134" rx="36" ry="7" fill="#b9772e"/>
<path d="M183 154c0 12 4 21 10 27" fill="none" stroke="#fff" stroke-width="5" stroke-linecap="round" opacity=".45"/>`),
} as const;
