import { sql } from 'kysely';
import { MONEY_EVENT_TYPES, type ToldMoney } from '../core/webhook/money-event.ts';
import type { Queries } from './database.ts';

export interface EventKey {
  readonly organizationId: string;
  readonly eventId: string;
  readonly type: string;
}

export interface MoneyEvent extends ToldMoney {
  readonly eventId: string;
  readonly type: string;
  readonly livemode: boolean;
  readonly sessionId: string | null;
  /** Of what it tells, as the API shows it. */
  readonly id: string;
}

/** What those of these events that are about money say of it, oldest first; of their text no more is read than that. */
export async function readToldMoney(queries: Queries, events: readonly EventKey[]): Promise<readonly MoneyEvent[]> {
  const ofMoney = events.filter(({ type }) => MONEY_EVENT_TYPES.includes(type));
  if (ofMoney.length === 0) return [];
  const { rows } = await sql<MoneyEvent>`
    SELECT e.id AS "eventId", e.type, e.livemode, e.session_id AS "sessionId", e.data ->> 'id' AS id,
      e.data #> '{amountConfirmed,perAsset}' AS confirmed, e.data #> '{amountReceived,perAsset}' AS received,
      CASE WHEN e.type NOT LIKE 'session.%' THEN e.data -> 'amount' END AS amount,
      e.data ->> 'network' AS network, e.data ->> 'asset' AS asset, e.data ->> 'token' AS token
    FROM unnest(
      ${ofMoney.map(({ organizationId }) => organizationId)}::uuid[], ${ofMoney.map(({ eventId }) => eventId)}::uuid[]
    ) AS u (o, i) JOIN events e ON e.organization_id = u.o AND e.id = u.i
    ORDER BY e.id`.execute(queries);
  return rows;
}
