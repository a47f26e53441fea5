import { randomBytes } from 'node:crypto';
import type { Hex } from '../../packages/server/src/core/hex.ts';
import { NO_DETAILS } from '../../packages/server/src/core/session/details.ts';
import { createSession } from '../../packages/server/src/operations/create-session.ts';
import type { NewSession } from '../../packages/server/src/store/new-session.ts';
import { composeApi } from '../../packages/server/src/testing/compose-api.ts';
import type { DurableDatabase } from '../durable-database.ts';
import type { Setting } from '../measure.ts';

const INPUT = {
  total: { minor: 9900n, currency: 'USD' },
  allowedMethods: undefined,
  method: undefined,
  expiresIn: undefined,
  graceSeconds: undefined,
  ...NO_DETAILS,
  description: 'One pot of tea, and one for a friend',
  metadata: { orderId: 'order-1001' },
  customerEmail: 'customer@example.com',
  successUrl: 'https://example.com/ok',
  cancelUrl: 'https://example.com/basket',
};

/** Makes rows as the server's own create makes them, each with ids, an address and an idempotency key of its own. */
export async function realisticRows(database: DurableDatabase, { defer }: Setting): Promise<() => NewSession> {
  const api = await composeApi(database);
  defer(api.close);
  const rows: NewSession[] = [];
  const deps = { ...api.sessions.createDeps, insert: async (row: NewSession) => rows.push(row) > 0 };
  const principal = {
    organizationId: api.organizationId,
    livemode: false,
    actor: 'bench',
    permissions: 'all' as const,
  };
  const request = { route: 'POST /api/v1/checkout_sessions', key: 'first', body: INPUT.metadata };
  const made = await createSession(deps, principal, INPUT, request);
  const row = rows[0];
  if (made.outcome !== 'created' || !row?.addressIndex || !row.idempotency) throw new Error('no session was made');
  const { addressIndex, idempotency } = row;
  const { newId } = deps.runtime;
  // Past every index that the server's own supply leases.
  let index = 1n << 30n;
  return () => {
    const id = newId();
    const address: Hex = `0x${randomBytes(20).toString('hex')}`;
    return {
      ...row,
      session: { ...row.session, id, address },
      addressIndex: { ...addressIndex, index: index++ },
      created: { ...row.created, id: newId() },
      idempotency: { ...idempotency, key: `key-${id}` },
    };
  };
}
