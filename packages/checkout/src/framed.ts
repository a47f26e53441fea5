import { answerHostPage, isFramed } from './embed/host-page.ts';

const meta = (name: string) => document.querySelector<HTMLMetaElement>(`meta[name="opentill-${name}"]`)?.content;

/** For the pages that have no script of their own: in a frame they answer the page around them, elsewhere nothing happens. */
if (isFramed()) {
  const origins = meta('embed')?.split(' ') ?? [];
  const wrong = document.querySelector('.field.is-wrong');
  const trouble = wrong ?? document.querySelector('.notice.tone-red');
  const nothingYet = { sessionId: null, status: null, version: null };
  answerHostPage(() => origins, nothingYet, { closed: meta('closed'), trouble });
  // In a frame of another site browsers leave `autofocus` undone.
  wrong?.querySelector<HTMLElement>('input, select')?.focus();
}
