import { usePage } from './context.ts';
import { isSettled } from './phase.ts';

export function Footer() {
  const { view, t, phase } = usePage();
  const { supportEmail } = view.merchant;
  return (
    <footer class="footer">
      <p>
        {supportEmail && (
          <a href={`mailto:${supportEmail}?subject=${encodeURIComponent(view.session.code)}`}>{t.help(supportEmail)}</a>
        )}
        {/* Once it is paid the receipt has it. */}
        {!isSettled(phase) && (
          <span>
            {t.reference} <bdi class="mono">{view.session.code}</bdi>
          </span>
        )}
      </p>
      <p>{t.poweredBy}</p>
    </footer>
  );
}
