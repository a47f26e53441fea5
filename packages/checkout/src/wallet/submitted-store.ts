import { useEffect, useState } from 'preact/hooks';
import { forget, recall, remember } from '../page/tab-memory.ts';

/** A transaction that the wallet says it has sent. */
export interface SubmittedTransaction {
  readonly hash: string;
  readonly explorerUrl: string | null;
}

const CHANGED = 'opentill:submitted';
const keyOf = (code: string) => `opentill.submitted.${code}`;

/** Kept for the tab, so that a reload does not ask for the money again. */
export function rememberSubmitted(code: string, transaction: SubmittedTransaction): void {
  remember(keyOf(code), JSON.stringify(transaction));
  dispatchEvent(new Event(CHANGED));
}

export function forgetSubmitted(code: string): void {
  forget(keyOf(code));
  dispatchEvent(new Event(CHANGED));
}

/** The session's submitted transaction; null on the server and in the first render. */
export function useSubmitted(code: string): SubmittedTransaction | null {
  const [submitted, setSubmitted] = useState<SubmittedTransaction | null>(null);
  useEffect(() => {
    const read = () => setSubmitted(JSON.parse(recall(keyOf(code)) ?? 'null'));
    read();
    addEventListener(CHANGED, read);
    return () => removeEventListener(CHANGED, read);
  }, [code]);
  return submitted;
}
