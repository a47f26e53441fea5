import { usePage } from './context.ts';

/** What is paid, to whom: the heading of the page and its largest figure. */
export function Summary() {
  const { view, t } = usePage();
  const { session, merchant } = view;
  const items = session.lineItems.length;
  const notes = session.description || items > 0 || session.discounted;
  return (
    <section class="summary">
      <h1 class="summary-title">{t.payHeading(merchant.name)}</h1>
      <p class={`total figure ${session.total.length > 12 ? 'is-long' : ''}`}>
        <bdi>{session.total}</bdi>
      </p>
      {notes && (
        <p class="summary-note">
          {session.description && <bdi>{session.description}</bdi>}
          {items > 0 && (
            <span class="summary-items">
              {session.description && ' · '}
              <a href="#order">{t.order.items(items)}</a>
            </span>
          )}
          {session.discounted && (
            <>
              {session.description ? ' · ' : items > 0 && <span class="summary-items"> · </span>}
              <bdi>{t.order.saved(session.discounted.saved)}</bdi>
            </>
          )}
        </p>
      )}
    </section>
  );
}
