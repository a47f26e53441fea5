import { CircleAlert } from 'lucide-preact';
import type { PageMessages } from '../messages/page-messages.ts';
import { LinkFooter, LinkHeader } from './link-frame.tsx';
import type { LinkClosedReason, LinkClosedView } from './link-view.ts';

/** What may be otherwise in a while. */
const PASSING: readonly LinkClosedReason[] = ['in_use', 'unavailable'];

/** A link that takes no payment: why, in the shop's look, and what to do instead. */
export function LinkClosed({ view, t }: { readonly view: LinkClosedView; readonly t: PageMessages }) {
  const { title, body } = t.link.closed[view.reason];
  const { supportEmail } = view.merchant;
  return (
    <main class="link-closed">
      <LinkHeader view={view} t={t} />
      <div class="card closed">
        <span class="closed-icon" aria-hidden="true">
          <CircleAlert size={28} />
        </span>
        <h1 class="panel-heading">{title}</h1>
        <p class="muted balance">{body(view.merchant.name)}</p>
        {PASSING.includes(view.reason) ? (
          <a class="button is-wide" href={view.self}>
            {t.actions.retry}
          </a>
        ) : (
          supportEmail && (
            <a class="button is-wide" href={`mailto:${supportEmail}`}>
              {t.link.closed.write(supportEmail)}
            </a>
          )
        )}
      </div>
      <LinkFooter merchant={view.merchant} t={t} />
    </main>
  );
}
