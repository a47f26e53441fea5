import { usePage } from './context.ts';

/** Whom to ask about money that the page can do nothing for: the shop is not told of it by itself. */
export function WriteToShop({ words }: { words: (shop: string, reference: string) => string }) {
  const { view, t } = usePage();
  const { supportEmail } = view.merchant;
  const sentence = words(t.shop(supportEmail), view.session.code);
  if (!supportEmail) return sentence;
  return <a href={`mailto:${supportEmail}?subject=${encodeURIComponent(view.session.code)}`}>{sentence}</a>;
}
