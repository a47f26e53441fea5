import './styles/page.css';
import { hydrate } from 'preact';
import { App } from './page/app.tsx';
import type { CheckoutView } from './view.ts';

document.documentElement.classList.add('js');
const root = document.getElementById('root');
const text = document.getElementById('view')?.textContent;
if (root && text) hydrate(<App initial={JSON.parse(text) as CheckoutView} />, root);
