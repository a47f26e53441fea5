import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Messages } from '../messages/en.ts';
import type { CheckoutView } from '../view.ts';
import type { Connection } from './live.ts';
import type { Phase } from './phase.ts';

/** Which of the page's own posts is under way. */
export type Busy = 'method' | 'check' | 'restart' | 'simulate' | null;

export interface PageState {
  readonly view: CheckoutView;
  readonly t: Messages;
  readonly phase: Phase;
  /** The server's clock, epoch milliseconds, as far as this page knows it. */
  readonly nowMs: number;
  /** False on the server and in the first render of the browser, which must be equal. */
  readonly hydrated: boolean;
  /** Whether the page stands in another one; false where `hydrated` is. What leads to the shop then leads out of the frame. */
  readonly framed: boolean;
  readonly connection: Connection;
  readonly busy: Busy;
  readonly notice: string | null;
  /** What the last «I have paid» has found, when that was nothing; null once there are news. */
  readonly checked: string | null;
  /** Why the simulator refused the last scenario; shown in its own panel. */
  readonly simulationError: string | null;
  /** Whether the money became certain while this page was open, or just before. */
  readonly justSettled: boolean;
  readonly time: (iso: string, bare?: boolean) => string;
  readonly dateTime: (iso: string) => string;
  readonly announce: (text: string) => void;
  readonly choose: (methodId: string) => void;
  readonly check: () => void;
  readonly restart: () => void;
  readonly simulate: (scenario: string) => void;
}

export const PageContext = createContext<PageState | null>(null);

export function usePage(): PageState {
  const page = useContext(PageContext);
  if (!page) throw new Error('a component of the page was rendered outside of it');
  return page;
}
