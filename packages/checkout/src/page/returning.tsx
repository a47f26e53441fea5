import { useEffect, useState } from 'preact/hooks';
import { usePage } from './context.ts';
import { recall, remember } from './tab-memory.ts';
import { wayBack } from './way-back.ts';

const SECONDS = 10;

/**
 * The way back to the shop. By itself only when the payment has just become certain and only once a tab: a customer who
 * comes back to look at the receipt stays. In a frame never by itself: the shop's page is around it, was told, and decides;
 * browsers stop a frame that leads its window away without a click.
 */
export function Returning() {
  const { view, t, phase, hydrated, framed, justSettled, announce } = usePage();
  const url = wayBack(view, phase);
  const [left, setLeft] = useState<number | null>(null);
  const [stopped, setStopped] = useState(false);
  const key = `opentill.left.${view.session.code}`;

  useEffect(() => {
    if (hydrated && !framed && url && justSettled && !recall(key)) setLeft(SECONDS);
  }, [hydrated, framed, url, justSettled, key]);
  useEffect(() => {
    if (left === null || stopped || !url) return;
    if (left === 0) {
      remember(key, '1');
      location.assign(url);
      return;
    }
    const timer = setTimeout(() => setLeft(left - 1), 1_000);
    return () => clearTimeout(timer);
  }, [left, stopped, url, key]);

  if (!url) return null;
  const stop = () => {
    setStopped(true);
    announce(t.paid.stopped);
  };
  return (
    <div class="returning">
      <a class="button is-primary is-wide" href={url} target={framed ? '_top' : undefined}>
        {t.backTo(view.merchant.name)}
      </a>
      <p class="returning-line small muted">
        {left !== null && !stopped && (
          <>
            <span class="figure">{t.paid.leaving(left)}</span>
            <button type="button" class="link" onClick={stop}>
              {t.paid.stop}
            </button>
          </>
        )}
        {stopped && t.paid.stopped}
      </p>
    </div>
  );
}
