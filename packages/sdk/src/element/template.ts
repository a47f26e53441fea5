import { STYLES } from './styles.ts';
import { WORDS } from './words.ts';

export type Mode = 'inline' | 'modal';

/** The parts of the element that are always there in its mode. */
export interface Parts {
  readonly stage: HTMLElement;
  /** Spoken by screen readers when it changes. */
  readonly spoken: HTMLElement;
  readonly why: HTMLElement;
  readonly retry: HTMLElement;
  readonly link: HTMLAnchorElement;
  /** Is put where the page is to scroll to. */
  readonly mark: HTMLElement;
  /** Whose checkout it is, above a dialog. */
  readonly merchant: HTMLElement;
  readonly tag: HTMLElement;
  /** Null where the checkout stands in the page itself. */
  readonly dialog: HTMLDialogElement | null;
  readonly close: HTMLElement | null;
  readonly slot: HTMLSlotElement | null;
}

/** Fills the shadow root, node by node and with an adopted sheet: no content policy and no trusted-types rule stops it. */
export function fillShadow(root: ShadowRoot, mode: Mode): Parts {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  root.adoptedStyleSheets = [sheet];
  const spoken = make('p', { class: 'sr-only', role: 'status' });
  const why = make('p', { class: 'why' });
  const retry = make('button', { class: 'plain', type: 'button' }, WORDS.retry);
  const link = make('a', { class: 'button primary', part: 'link' }, WORDS.open);
  const failure = make('div', { class: 'failure', part: 'failure' });
  failure.append(make('p', { class: 'heading' }, WORDS.failed), why, retry, link);
  const skeleton = make('div', { class: 'skeleton', 'aria-hidden': 'true' });
  skeleton.append(make('i'), make('i'), make('i'), make('i'));
  const stage = make('div', { class: 'stage', part: 'stage' });
  const mark = make('i', { class: 'mark', 'aria-hidden': 'true' });
  stage.append(spoken, skeleton, failure, mark);
  const merchant = make('span', { class: 'merchant' });
  const tag = make('span', { class: 'tag', hidden: '' });
  const common = { stage, spoken, why, retry, link, mark, merchant, tag };
  if (mode === 'inline') {
    root.replaceChildren(stage);
    return { ...common, dialog: null, close: null, slot: null };
  }

  const slot = make('slot', { name: 'button' });
  slot.append(
    make('button', { class: 'primary', type: 'button', part: 'button', 'aria-haspopup': 'dialog' }, WORDS.pay),
  );
  const close = make('button', { class: 'close', type: 'button', part: 'close', 'aria-label': WORDS.close });
  const bar = make('div', { class: 'bar', part: 'bar' });
  bar.append(merchant, tag, close);
  const dialog = make('dialog', { part: 'dialog', 'aria-label': WORDS.title });
  dialog.append(bar, stage);
  root.replaceChildren(slot, dialog);
  return { ...common, dialog, close, slot };
}

function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  text = '',
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}
