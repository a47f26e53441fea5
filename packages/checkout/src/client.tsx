import './styles/page.css';
import { hydrate } from 'preact';
import { App } from './page/app.tsx';
import type { CheckoutView } from './view.ts';

document.documentElement.classList.add('js');
const root = document.getElementById('root');
const text = document.getElementById('view')?.textContent;
if (root && text) hydrate(<App initial={withCodes(JSON.parse(text) as CheckoutView)} />, root);

/** The embedded view leaves the QR codes out, since the markup has them: this puts them back. */
function withCodes(view: CheckoutView): CheckoutView {
  if (!view.instructions) return view;
  const markupOf = (selector: string) => document.querySelector(selector)?.innerHTML ?? '';
  const codes = { qrSvg: markupOf('.qr-request'), addressQrSvg: markupOf('.qr-address') };
  return { ...view, instructions: { ...view.instructions, ...codes } };
}
