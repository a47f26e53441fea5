import type { SessionView } from '../view.ts';
import { usePage } from './context.ts';
import { Picture } from './picture.tsx';

export function Order() {
  const { view, t } = usePage();
  const { lineItems, discounted, total } = view.session;
  if (lineItems.length === 0 && !discounted) return null;
  return (
    <section class="order" id="order" aria-labelledby="order-heading">
      <h2 id="order-heading" class="order-heading">
        {t.order.heading}
      </h2>
      {lineItems.length > 0 && (
        <ul class="items">
          {lineItems.map((item, index) => (
            // Line items have no identity and never move.
            <LineItem key={index} item={item} />
          ))}
        </ul>
      )}
      {discounted && <Discounts discounted={discounted} />}
      <p class="order-total">
        <span>{t.order.total}</span>
        <bdi class="figure">{total}</bdi>
      </p>
    </section>
  );
}

function Discounts({ discounted }: { discounted: NonNullable<SessionView['discounted']> }) {
  const { t } = usePage();
  return (
    <ul class="discounts">
      <li class="discount">
        <span class="item-text">{t.order.subtotal}</span>
        <bdi class="figure">{discounted.subtotal}</bdi>
      </li>
      {discounted.discounts.map(({ name, code, percentOff, amount }, index) => (
        // Discounts have no identity and never move.
        <li key={index} class="discount">
          <div class="item-text">
            <span class="item-name">
              <bdi>{name ?? t.order.discount}</bdi>
            </span>
            {(code || percentOff) && (
              <span class="item-note">
                {code && <bdi>{code}</bdi>}
                {code && percentOff && ' · '}
                {percentOff && t.order.percent(percentOff)}
              </span>
            )}
          </div>
          <bdi class="figure">{amount}</bdi>
        </li>
      ))}
    </ul>
  );
}

function LineItem({ item }: { item: SessionView['lineItems'][number] }) {
  const { t } = usePage();
  return (
    <li class="item">
      <Picture url={item.imageUrl} class="item-image" size={44} />
      <div class="item-text">
        <span class="item-name">
          <bdi>{item.name}</bdi>
        </span>
        {item.description && (
          <span class="item-note">
            <bdi>{item.description}</bdi>
          </span>
        )}
        {item.quantity !== 1 && <span class="item-note">{t.order.quantity(item.quantity)}</span>}
      </div>
      <bdi class="figure">{item.amount}</bdi>
    </li>
  );
}
