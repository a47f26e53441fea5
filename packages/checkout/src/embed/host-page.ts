import { headingOf } from './heading.ts';

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
  /** Asks for this element to be brought into view: a frame as high as its content cannot scroll by itself. */
  readonly attend: (element: Element | null) => void;
  readonly close: () => void;
}

/** What a page without a session may have to say at once. */
export interface FirstWords {
  /** Why nothing can be paid here: it is told in the place of «ready». */
  readonly closed?: string | undefined;
  /** What went wrong with the customer's entries stands there. */
  readonly trouble?: Element | null;
}

/** Whether this page stands in another one. */
export const isFramed = (): boolean => globalThis.parent !== globalThis.self;

/**
 * The frame's side of `<opentill-checkout>`. Nothing is sent before the page around this one has greeted, from an origin on the
 * list, and then only to that origin: a page elsewhere in the browser can neither ask nor listen.
 */
export function answerHostPage(
  origins: () => readonly string[],
  first: ToldState,
  { closed, trouble = null }: FirstWords = {},
): HostPage {
  let origin: string | null = null;
  let state = first;
  const send = (message: { readonly type: string; readonly [field: string]: unknown }) => {
    if (origin !== null) parent.postMessage(message, origin);
  };
  const attend = (element: Element | null) => {
    if (element) send({ type: 'opentill:attention', y: Math.round(element.getBoundingClientRect().top + scrollY) });
  };

  const onMessage = (event: MessageEvent<unknown>) => {
    if (event.source !== parent || !origins().includes(event.origin)) return;
    const greeting = event.data as { type?: unknown; place?: unknown } | null;
    if (greeting?.type !== 'opentill:hello') return;
    origin = event.origin;
    // A dialog has the shop's line above it; it must be gone before the height is told.
    document.documentElement.classList.toggle('in-dialog', greeting.place === 'dialog');
    const shown = { height: contentHeight(), heading: headingOf(document) };
    send(
      closed ? { type: 'opentill:closed', reason: closed, ...shown } : { type: 'opentill:ready', ...state, ...shown },
    );
    attend(trouble);
  };
  const onKey = (event: KeyboardEvent) => {
    const isTaken = event.defaultPrevented || document.querySelector('dialog[open], details.method[open]') !== null;
    if (event.key === 'Escape' && !isTaken) send({ type: 'opentill:escape' });
  };
  const onClick = ({ target }: MouseEvent) => {
    const link = target instanceof Element ? target.closest<HTMLAnchorElement>('a[href^="#"]') : null;
    if (link) attend(document.getElementById(link.hash.slice(1)));
  };
  const resizing = new ResizeObserver(() => send({ type: 'opentill:height', height: contentHeight() }));

  // The page is as high as what is in it, not as its frame: the frame follows.
  document.documentElement.classList.add('framed');
  addEventListener('message', onMessage);
  addEventListener('click', onClick);
  // First of all, while what Escape is about to close still stands open.
  addEventListener('keydown', onKey, { capture: true });
  resizing.observe(content());
  return {
    tell: (next) => {
      if (next.sessionId === state.sessionId && next.version === state.version && next.status === state.status) return;
      state = next;
      send({ type: 'opentill:status', ...state });
    },
    attend,
    close: () => {
      resizing.disconnect();
      removeEventListener('message', onMessage);
      removeEventListener('click', onClick);
      removeEventListener('keydown', onKey, { capture: true });
    },
  };
}

const content = () => document.getElementById('root') ?? document.body;
const contentHeight = () => Math.ceil(content().getBoundingClientRect().height);
