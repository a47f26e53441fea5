import { CircleAlert } from 'lucide-preact';
import type { LinkMessages } from '../messages/page-messages.ts';
import { safeLink } from '../page/safe-url.ts';
import { LinkField } from './link-field.tsx';
import type { LinkView } from './link-view.ts';

/**
 * The link's own form. Our words stand beside an entry instead of the browser's, so that they are the same everywhere; the
 * server judges what was entered.
 */
export function LinkForm({ view, t }: { readonly view: LinkView; readonly t: LinkMessages }) {
  const wrong = view.groups.flatMap(({ fields }) => fields.filter(({ problem }) => problem !== null));
  const [firstWrong] = wrong;
  return (
    <>
      <Running view={view} t={t} />
      <form class="card link-form" method="post" action={view.urls.self} noValidate>
        <Alerts view={view} t={t} wrong={wrong.length} />
        {view.groups.map(({ group, fields }) => (
          <fieldset key={group} class={`group group-${group}`}>
            {fields.length > 1 || group === 'questions' ? <legend>{t.groups[group]}</legend> : null}
            {fields.map((field) => (
              <LinkField key={field.name} field={field} t={t} isFirstWrong={field === firstWrong} />
            ))}
          </fieldset>
        ))}
        <input type="hidden" name="csrfToken" value={view.csrfToken} />
        <input type="hidden" name="visitToken" value={view.visitToken} />
        {view.unit && (
          <p class="link-total js-only">
            <span>{t.total}</span>
            <output class="figure" for="field-quantity" data-unit={view.unit.value} data-currency={view.unit.currency}>
              {view.price}
            </output>
          </p>
        )}
        <button class="button is-primary is-wide" type="submit">
          {t.next}
        </button>
        {firstWrong ? (
          <p class="field-problem link-hint">
            <a href={`#field-${firstWrong.name}`}>{t.failed(wrong.length)}</a>
          </p>
        ) : (
          <p class="small muted link-hint">{t.nothingYet}</p>
        )}
      </form>
    </>
  );
}

function Running({ view, t }: { readonly view: LinkView; readonly t: LinkMessages }) {
  const { running } = view;
  const url = safeLink(running?.url);
  if (!running || !url) return null;
  return (
    <p class="notice tone-amber">
      <span>
        {t.running(running.total)} <a href={url}>{t.continueRunning}</a>
      </span>
    </p>
  );
}

function Alerts({ view, t, wrong }: { readonly view: LinkView; readonly t: LinkMessages; readonly wrong: number }) {
  const words = [
    ...(view.notice === 'outdated' ? [t.outdated] : []),
    ...(view.notice === 'in_use' ? [t.closed.in_use.title, t.closed.in_use.body(view.merchant.name)] : []),
    ...(wrong > 0 ? [t.failed(wrong)] : []),
  ];
  if (words.length === 0) return null;
  return (
    <div class="notice tone-red" role="alert">
      <span class="notice-icon" aria-hidden="true">
        <CircleAlert size={18} />
      </span>
      <p>{words.join(' ')}</p>
    </div>
  );
}
