import type { PageMessages } from '../messages/page-messages.ts';
import { Picture } from '../page/picture.tsx';
import { LinkForm } from './link-form.tsx';
import { LinkFooter, LinkHeader } from './link-frame.tsx';
import type { LinkView } from './link-view.ts';

/** A payment link before there is a session: what is sold, and what the customer fills in. */
export function LinkPage({ view, t }: { readonly view: LinkView; readonly t: PageMessages }) {
  return (
    <main class="page">
      <div class="side">
        <div class="side-inner">
          <LinkHeader view={view} t={t} />
          <LinkSummary view={view} t={t} />
        </div>
      </div>
      <div class="pay-side">
        <LinkForm view={view} t={t.link} />
      </div>
      <LinkFooter merchant={view.merchant} t={t} />
    </main>
  );
}

function LinkSummary({ view, t }: { readonly view: LinkView; readonly t: PageMessages }) {
  return (
    <section class="summary link-summary">
      <Picture url={view.imageUrl} class="link-image" size={80} />
      <h1 class="link-name">
        <bdi>{view.name}</bdi>
      </h1>
      {view.price === null ? (
        <p class="muted">{t.link.chooseAmount}</p>
      ) : (
        <p class={`total figure ${view.price.length > 12 ? 'is-long' : ''}`}>
          <bdi>{view.price}</bdi> {view.isEach && <span class="link-each">{t.link.each}</span>}
        </p>
      )}
      {view.description && (
        <p class="summary-note">
          <bdi>{view.description}</bdi>
        </p>
      )}
    </section>
  );
}
