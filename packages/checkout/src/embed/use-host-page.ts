import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { CheckoutView } from '../view.ts';
import { answerHostPage, type HostPage, isFramed, type ToldState } from './host-page.ts';

export interface Framing {
  /** Whether there is a page around this one; false on the server and in the first render. */
  readonly framed: boolean;
  /** Has the page around bring an element into view; elsewhere nothing happens. */
  readonly attend: (element: Element | null) => void;
}

/** Keeps the page around this one informed. */
export function useHostPage(view: CheckoutView): Framing {
  const [framed, setFramed] = useState(false);
  const newest = useRef(view);
  newest.current = view;
  const host = useRef<HostPage | null>(null);

  // Before the document's load event, on which the greeting comes.
  useLayoutEffect(() => {
    if (!isFramed()) return;
    setFramed(true);
    host.current = answerHostPage(() => newest.current.embedOrigins ?? [], stateOf(newest.current));
    return () => host.current?.close();
  }, []);
  useEffect(() => host.current?.tell(stateOf(view)), [view]);
  const attend = useCallback((element: Element | null) => host.current?.attend(element), []);
  return { framed, attend };
}

const stateOf = ({ session: { code, status, version } }: CheckoutView): ToldState => ({
  sessionId: `cs_${code}`,
  status,
  version,
});
