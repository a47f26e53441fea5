import { type CheckoutFrame, createCheckoutFrame, isReachable } from './checkout-frame.ts';
import type { CheckoutStateDetail, OpentillCheckoutEventMap } from './events.ts';
import type { FrameMessage } from './frame-messages.ts';
import { fillShadow, type Parts } from './template.ts';
import { addressOfVisit, rememberVisit } from './visits.ts';
import { type Failure, REMEDY, WHY, WORDS } from './words.ts';

/** On a server there are no elements: the module can be imported there, the class not be used. */
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

/** Of the window's height: what begins lower is not seen. */
const LOWEST_IN_VIEW = 0.75;

const NOTHING_YET: CheckoutStateDetail = { sessionId: null, status: null, version: null };

/**
 * The checkout inside your own page.
 *
 *     <opentill-checkout url="https://pay.example.com/checkout/…"></opentill-checkout>
 *     <opentill-checkout link="https://pay.example.com/l/tea" mode="modal"><button slot="button">Buy</button></opentill-checkout>
 *
 * Attributes: `url`, a session's `checkoutUrl`, or `link`, a payment link's address; `mode`, `inline` (without it) or `modal`. The
 * site must allow your page's origin. Its events (`OpentillCheckoutEventMap`) are for what your page shows; they prove
 * nothing: anyone can dispatch one in their own browser. Ship when your server's webhook says so.
 */
export class OpentillCheckoutElement extends Base {
  static readonly observedAttributes = ['url', 'link', 'mode'];

  #parts: Parts | undefined;
  #frame: CheckoutFrame | undefined;
  /** The payment link whose visit stands in the frame. */
  #link: URL | undefined;
  #state = NOTHING_YET;
  #isToBeBuilt = false;
  /** Whether a page has stood in this frame. */
  #hasShown = false;
  /** `<session> paid` and the like: told once each. */
  readonly #told = new Set<string>();

  connectedCallback(): void {
    this.#buildSoon();
  }

  disconnectedCallback(): void {
    this.#clear();
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (before !== after && this.isConnected) this.#buildSoon();
  }

  /** Shows the checkout; in `modal` mode as a dialog over the page. Closed and opened again it is where it was. */
  open(): void {
    if (this.#isToBeBuilt) this.#build();
    if (!this.#parts) return;
    if (!this.#frame) this.#load();
    const { dialog } = this.#parts;
    if (!dialog || dialog.open) return;
    document.documentElement.style.setProperty('overflow', 'hidden');
    dialog.showModal();
  }

  /** Closes the dialog; inline, takes the checkout out of the page until `open`. What was paid stays paid. */
  close(): void {
    // The rest follows from the dialog's own event, as after Escape.
    this.#parts?.dialog?.close();
    if (this.#parts?.dialog || !this.#frame) return;
    this.#removeFrame();
    this.#showOnly('');
    this.#dispatch('opentill:close', this.#state);
  }

  /** Once for all attributes that are set in one go: a payment link that is loaded can be a session that is made. */
  #buildSoon(): void {
    if (this.#isToBeBuilt) return;
    this.#isToBeBuilt = true;
    queueMicrotask(() => {
      if (this.#isToBeBuilt) this.#build();
    });
  }

  #build(): void {
    const wasOpen = this.#parts?.dialog?.open === true;
    this.#clear();
    if (!this.isConnected) return;
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    const parts = fillShadow(root, this.getAttribute('mode') === 'modal' ? 'modal' : 'inline');
    this.#parts = parts;
    parts.retry.addEventListener('click', () => this.#load());
    parts.close?.addEventListener('click', () => this.close());
    parts.slot?.addEventListener('click', (event) => {
      // A link in the slot works without this script; with it, it opens the dialog.
      event.preventDefault();
      this.open();
    });
    parts.dialog?.addEventListener('close', () => {
      document.documentElement.style.removeProperty('overflow');
      this.#dispatch('opentill:close', this.#state);
    });
    if (wasOpen || parts.dialog === null) this.open();
  }

  #clear(): void {
    this.#isToBeBuilt = false;
    if (this.#parts?.dialog?.open) document.documentElement.style.removeProperty('overflow');
    this.#removeFrame();
    this.#parts = undefined;
  }

  #removeFrame(): void {
    this.#frame?.remove();
    this.#frame = undefined;
    this.#link = undefined;
    this.#hasShown = false;
    this.#state = NOTHING_YET;
  }

  #load(): void {
    this.#removeFrame();
    const session = this.getAttribute('url');
    const url = readAddress(session ?? this.getAttribute('link'));
    if (!url) {
      this.#fail('address_invalid');
      return;
    }
    this.#parts!.link.href = url.href;
    this.#showOnly('is-loading', WORDS.loading);
    const place = this.#parts!.dialog ? 'dialog' : 'page';
    this.#link = session === null ? url : undefined;
    const frame = createCheckoutFrame(
      this.#link ? addressOfVisit(this.#link) : url,
      { title: WORDS.title, place },
      {
        onMessage: (message) => this.#hear(message),
        onSilence: () => void this.#explainSilence(url, frame),
      },
    );
    this.#frame = frame;
    frame.loadIn(this.#parts!.stage);
  }

  async #explainSilence({ origin }: URL, frame: CheckoutFrame): Promise<void> {
    const before = this.#state;
    const reason = (await isReachable(origin)) ? 'framing_refused' : 'unreachable';
    // Meanwhile it may have answered after all, or be another one.
    if (this.#frame === frame && this.#state === before) this.#fail(reason);
  }

  #fail(reason: Failure): void {
    const { why, retry, link } = this.#parts!;
    why.textContent = WHY[reason];
    link.hidden = reason === 'address_invalid';
    retry.hidden = reason !== 'unreachable';
    this.#showOnly('is-failed', `${WORDS.failed}. ${WHY[reason]}`);
    console.error(`<opentill-checkout>: ${REMEDY[reason]}${reason === 'framing_refused' ? ` ${location.origin}` : ''}`);
    this.#dispatch('opentill:error', { reason });
  }

  #hear(message: FrameMessage): void {
    if (message.type === 'escape') this.#parts?.dialog?.close();
    if (message.type === 'attention') this.#bringIntoView(message.y);
    if (message.type === 'height') this.#resize(message.height);
    if (message.type === 'ready' || message.type === 'closed') this.#show(message);
    if (message.type === 'closed') {
      this.#state = { ...NOTHING_YET };
      this.#dispatch('opentill:error', { reason: 'link_inactive' });
    }
    if (message.type === 'ready' || message.type === 'status') {
      this.#state = message.state;
      if (this.#link && message.state.sessionId !== null) rememberVisit(this.#link, message.state.sessionId);
      this.#dispatch(`opentill:${message.type}`, message.state);
      this.#tellOutcome();
    }
  }

  /** A page stands in the frame. One that follows another begins at its top, not where the one before was left. */
  #show({ height, heading }: Extract<FrameMessage, { readonly type: 'ready' | 'closed' }>): void {
    this.#showOnly('');
    this.#resize(height);
    if (this.#parts && heading) {
      this.#parts.merchant.textContent = heading.merchant;
      this.#parts.tag.textContent = heading.tag;
      this.#parts.tag.hidden = heading.tag === null;
    }
    if (this.#hasShown) this.#bringIntoView(0);
    this.#hasShown = true;
  }

  /**
   * Scrolls the page to what stands so many pixels below the frame's upper edge, unless it is in view. Not in a dialog, where
   * the checkout scrolls by itself, and not away under somebody who is typing elsewhere.
   */
  #bringIntoView(y: number): void {
    if (!this.#parts || !this.#frame || this.#parts.dialog) return;
    if (document.activeElement?.matches('input, textarea, select, [contenteditable]')) return;
    const top = this.#frame.iframe.getBoundingClientRect().top + y;
    if (top >= 0 && top <= innerHeight * LOWEST_IN_VIEW) return;
    const { mark } = this.#parts;
    mark.style.setProperty('inset-block-start', `${y}px`);
    mark.scrollIntoView({ block: 'start' });
  }

  #tellOutcome(): void {
    const { sessionId, status } = this.#state;
    if (status === 'paid' || status === 'paid_late') this.#dispatchOnce('opentill:paid', sessionId);
    if (status === 'expired') this.#dispatchOnce('opentill:expired', sessionId);
  }

  #dispatchOnce(type: 'opentill:paid' | 'opentill:expired', sessionId: string | null): void {
    const key = `${sessionId} ${type}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#dispatch(type, this.#state);
  }

  #resize(heightPx: number): void {
    if (heightPx > 0) this.style.setProperty('--height', `${heightPx}px`);
  }

  #showOnly(state: 'is-loading' | 'is-failed' | '', spoken = ''): void {
    if (!this.#parts) return;
    this.#parts.stage.classList.remove('is-loading', 'is-failed');
    if (state !== '') this.#parts.stage.classList.add(state);
    this.#parts.spoken.textContent = spoken;
  }

  #dispatch<Type extends keyof OpentillCheckoutEventMap>(type: Type, detail: OpentillCheckoutEventMap[Type]['detail']) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'opentill-checkout': OpentillCheckoutElement;
  }
}

/** An absolute http(s) address, also from one relative to the page; undefined for anything else. */
function readAddress(text: string | null): URL | undefined {
  if (!text || !URL.canParse(text, document.baseURI)) return undefined;
  const url = new URL(text, document.baseURI);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined;
}
