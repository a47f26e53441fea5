/** What the page that shows this one in a frame may know: no more than where the customer is sent afterwards. */
export interface ToldState {
  /** `cs_…`; null on a page that has no session yet. */
  readonly sessionId: string | null;
  readonly status: string | null;
  readonly version: number | null;
}

export interface HostPage {
  /** Says what holds now; nothing is said twice. */
  readonly tell: (state: ToldState) => void;
  readonly close: () => void;
}

/** Whether this page stands in another one. */
export const isFramed = (): boolean => globalThis.parent !== globalThis.self;

/**
 * The frame's side of `<opentill-checkout>`. Nothing is sent before the page around this one has greeted, from an origin on the
 * list, and then only to that origin: a page elsewhere in the browser can neither ask nor listen.
 */
export function answerHostPage(origins: () => readonly string[], first: ToldState): HostPage {
  let origin: string | null = null;
  let state = first;
  const send = (message: { readonly type: string; readonly [field: string]: unknown }) => {
    if (origin !== null) parent.postMessage(message, origin);
  };

  const onMessage = (event: MessageEvent<unknown>) => {
    if (event.source !== parent || !origins().includes(event.origin)) return;
    if ((event.data as { type?: unknown } | null)?.type !== 'opentill:hello') return;
    origin = event.origin;
    send({ type: 'opentill:ready', ...state, height: contentHeight() });
  };
  const onKey = (event: KeyboardEvent) => {
    const isTaken = event.defaultPrevented || document.querySelector('dialog[open], details.method[open]') !== null;
    if (event.key === 'Escape' && !isTaken) send({ type: 'opentill:escape' });
  };
  const resizing = new ResizeObserver(() => send({ type: 'opentill:height', height: contentHeight() }));

  // The page is as high as what is in it, not as its frame: the frame follows.
  document.documentElement.classList.add('framed');
  addEventListener('message', onMessage);
  // First of all, while what Escape is about to close still stands open.
  addEventListener('keydown', onKey, { capture: true });
  resizing.observe(content());
  return {
    tell: (next) => {
      if (next.sessionId === state.sessionId && next.version === state.version && next.status === state.status) return;
      state = next;
      send({ type: 'opentill:status', ...state });
    },
    close: () => {
      resizing.disconnect();
      removeEventListener('message', onMessage);
      removeEventListener('keydown', onKey, { capture: true });
    },
  };
}

const content = () => document.getElementById('root') ?? document.body;
const contentHeight = () => Math.ceil(content().getBoundingClientRect().height);
