import { answerHostPage, isFramed } from './embed/host-page.ts';

/** For the pages that have no script of their own: in a frame they answer the page around them, elsewhere nothing happens. */
const origins = document.querySelector<HTMLMetaElement>('meta[name="opentill-embed"]')?.content.split(' ') ?? [];
if (isFramed()) answerHostPage(() => origins, { sessionId: null, status: null, version: null });
