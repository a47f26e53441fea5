import { toPublicId } from '../../core/identity/public-id.ts';

/** The code in the page's address: the session's id without its prefix. */
export const codeOf = (sessionId: string): string => toPublicId('session', sessionId).slice(3);
