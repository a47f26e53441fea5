import { usePage } from './context.ts';

export function Footer() {
  const { view, t } = usePage();
  const { supportEmail } = view.merchant;
  return (
    <footer class="footer">
      <p>
        {supportEmail && (
          <a href={`mailto:${supportEmail}?subject=${encodeURIComponent(view.session.code)}`}>{t.help(supportEmail)}</a>
        )}
        <span>
          {t.reference} <bdi class="mono">{view.session.code}</bdi>
        </span>
      </p>
      <p>{t.poweredBy}</p>
    </footer>
  );
}
