import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { CheckoutView } from '../view.ts';
import { answerHostPage, type HostPage, isFramed, type ToldState } from './host-page.ts';

/** Keeps the page around this one informed. Whether there is one: false on the server and in the first render. */
export function useHostPage(view: CheckoutView): boolean {
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
  return framed;
}

const stateOf = ({ session: { code, status, version } }: CheckoutView): ToldState => ({
  sessionId: `cs_${code}`,
  status,
  version,
});
