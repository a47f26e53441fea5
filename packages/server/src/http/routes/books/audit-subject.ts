import { fromPublicId, toPublicId } from '../../../core/identity/public-id.ts';
import { sessionUuidOf } from '../../../core/identity/session-id.ts';
import { ApiError } from '../../errors.ts';

const KINDS = ['transfer', 'refund'] as const;

/** `?subject=` as audit entries spell it. Throws for what no entry can be about: it would otherwise look like «none». */
export function auditSubject(text: string | undefined): string | undefined {
  if (text === undefined || KINDS.some((kind) => fromPublicId(kind, text) !== undefined)) return text;
  const session = sessionUuidOf(text);
  if (session !== undefined) return toPublicId('session', session);
  throw new ApiError('parameter_invalid', {
    param: 'subject',
    message: '`subject` must be the id of a session (cs_…), an unexpected transfer (tr_…) or a refund (re_…).',
  });
}
