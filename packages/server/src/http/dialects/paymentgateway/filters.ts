import { z } from 'zod';
import { SESSION_STATUSES, type SessionStatus } from '../../../core/session/facts.ts';
import type { PageFilters } from '../../../store/numbered-pages.ts';
import { listQuery } from '../../pagination.ts';
import { siteUuid } from './checkout-id.ts';
import { behindNumber, IPN_STATUSES } from './status.ts';

const PAGE = 'must be a whole number from 1 to 1000000';
const STATUS_TEXTS = [...IPN_STATUSES.map(String), ...SESSION_STATUSES];

export const listQuerySchema = z.strictObject({
  page: z.coerce
    .number({ error: PAGE })
    .int(PAGE)
    .min(1, PAGE)
    .max(1_000_000, PAGE)
    .default(1)
    .meta({ description: 'From 1.' }),
  limit: listQuery.limit.meta({ description: 'How many to a page, 1 to 100.' }),
  status: z
    .enum(STATUS_TEXTS, { error: `must be one of ${STATUS_TEXTS.join(', ')}` })
    .optional()
    .meta({ description: 'A `status` number, or a `sessionStatus`.' }),
  siteId: z.string().max(64).optional().meta({ description: 'Checkouts of this site.' }),
});

export function toFilters({ status, siteId }: z.output<typeof listQuerySchema>): PageFilters {
  return { ...byStatus(status), siteId: siteId === undefined ? undefined : siteUuid(siteId) };
}

function byStatus(text: string | undefined): PageFilters {
  if (text === undefined) return {};
  const number = IPN_STATUSES.find((each) => String(each) === text);
  if (number === undefined) return { statuses: [text as SessionStatus] };
  // As long as the buyer has not opened the page, a pending one has no number.
  return { dialectStatuses: behindNumber(number), opened: true };
}
