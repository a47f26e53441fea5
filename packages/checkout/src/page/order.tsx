import { usePage } from './context.ts';
import { safeImage } from './safe-url.ts';

export function Order() {
  const { view, t } = usePage();
  const { lineItems, total } = view.session;
  if (lineItems.length === 0) return null;
  return (
    <section class="order" id="order" aria-labelledby="order-heading">
      <h2 id="order-heading" class="order-heading">
        {t.order.heading}
      </h2>
      <ul class="items">
        {lineItems.map((item, index) => (
          // Line items have no identity and never move.
          <LineItem key={index} item={item} />
        ))}
      </ul>
      <p class="order-total">
        <span>{t.order.total}</span>
        <bdi class="figure">{total}</bdi>
      </p>
    </section>
  );
}

function LineItem({ item }: { item: ReturnType<typeof usePage>['view']['session']['lineItems'][number] }) {
  const { t } = usePage();
  const image = safeImage(item.imageUrl);
  return (
    <li class="item">
      {image && <img class="item-image" src={image} alt="" width="44" height="44" loading="lazy" />}
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
