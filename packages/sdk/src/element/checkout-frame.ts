import { type FrameMessage, greetingIn, readFrameMessage } from './frame-messages.ts';

export interface CheckoutFrame {
  readonly iframe: HTMLIFrameElement;
  /** Puts it there, and begins. Once. */
  loadIn(stage: HTMLElement): void;
  remove(): void;
}

export interface FrameListener {
  readonly onMessage: (message: FrameMessage) => void;
  /** The page has not answered in time. It may still: then `onMessage` follows. */
  readonly onSilence: () => void;
}

/** A page that may be shown here answers the greeting at once; a refused one never does, and the browser says nothing of it. */
const ANSWER_AFTER_LOAD_MS = 3_000;
const LOAD_WITHIN_MS = 20_000;

/**
 * The frame with the hosted page, and the conversation with it. Heard is only what comes from this very frame while it shows
 * a page of the checkout's own origin; spoken is only to that origin.
 */
export function createCheckoutFrame(
  url: URL,
  { title, place }: { readonly title: string; readonly place: 'page' | 'dialog' },
  { onMessage, onSilence }: FrameListener,
): CheckoutFrame {
  const iframe = document.createElement('iframe');
  iframe.title = title;
  iframe.allow = 'clipboard-write; payment; publickey-credentials-get';
  iframe.setAttribute('part', 'frame');
  let timer: ReturnType<typeof setTimeout> | undefined;
  const waitFor = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(onSilence, ms);
  };

  const onWindowMessage = (event: MessageEvent<unknown>) => {
    if (event.source === null || event.source !== iframe.contentWindow || event.origin !== url.origin) return;
    const message = readFrameMessage(event.data);
    if (!message) return;
    if (message.type === 'ready' || message.type === 'closed') clearTimeout(timer);
    onMessage(message);
  };
  // Each page that loads in the frame is greeted: also the one that follows on «start again».
  iframe.addEventListener('load', () => {
    iframe.contentWindow?.postMessage(greetingIn(place), url.origin);
    waitFor(ANSWER_AFTER_LOAD_MS);
  });
  addEventListener('message', onWindowMessage);
  return {
    iframe,
    loadIn(stage) {
      // Before it stands in the page: an empty frame would load first, which is of no checkout's origin and cannot be greeted.
      iframe.src = url.href;
      stage.append(iframe);
      waitFor(LOAD_WITHIN_MS);
    },
    remove() {
      clearTimeout(timer);
      removeEventListener('message', onWindowMessage);
      iframe.remove();
    },
  };
}

/** Whether the server answers anything at all, which tells a refusal to be framed from an outage. */
export async function isReachable(origin: string): Promise<boolean> {
  try {
    const init = {
      mode: 'no-cors',
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(5_000),
    } as const;
    await fetch(`${origin}/healthz`, init);
    return true;
  } catch {
    return false;
  }
}
