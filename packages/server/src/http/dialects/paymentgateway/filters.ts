import { z } from 'zod';
import { SESSION_STATUSES, type SessionStatus } from '../../../core/session/facts.ts';
import type { PageFilters } from '../../../store/checkout-pages.ts';
import { listQuery } from '../../pagination.ts';
import { siteUuid } from './checkout-id.ts';
import { IPN_STATUSES, type IpnStatus } from './status.ts';

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

const BY_NUMBER: Readonly<Record<IpnStatus, PageFilters>> = {
  [-2]: { statuses: ['expired', 'canceled', 'underpaid'], lapsed: true },
  [-1]: { statuses: ['pending'], opened: true },
  0: { statuses: ['detected', 'underpaid', 'overpaid'], lapsed: false },
  1: { statuses: ['paid', 'paid_late'] },
  2: { statuses: ['failed'] },
};

export function toFilters({ status, siteId }: z.output<typeof listQuerySchema>): PageFilters {
  const number = IPN_STATUSES.find((each) => String(each) === status);
  const wanted = number === undefined ? status && { statuses: [status as SessionStatus] } : BY_NUMBER[number];
  return { ...(wanted || {}), siteId: siteId === undefined ? undefined : siteUuid(siteId) };
}
