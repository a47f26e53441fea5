import { deriveSession } from '../packages/server/src/core/session/derive-session.ts';
import type { Session } from '../packages/server/src/core/session/session.ts';
import { createStore } from '../packages/server/src/store/database.ts';
import { toSession } from '../packages/server/src/store/session-row.ts';
import { checkBooks } from './check-books.ts';
import { checkTelling } from './check-telling.ts';
import { identityOf, observed, type TransferRow, transfersOnChain } from './expected.ts';
import type { WorldParts } from './world.ts';

/** All that must hold when everything has come to rest. Each broken one is a sentence. */
export async function checkInvariants(parts: WorldParts): Promise<readonly string[]> {
  const { pool, organization, networks } = parts;
  const store = createStore(pool);
  const { organizationId } = organization;
  const rows = await store.selectFrom('sessions').selectAll().where('organization_id', '=', organizationId).execute();
  const sessions = rows.map(toSession);
  const transfers = (await store
    .selectFrom('transfers')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .execute()) as unknown as readonly TransferRow[];
  const { rows: cursors } = await pool.query<{ network: string; first_number: bigint; hash: string }>(
    'SELECT network, first_number, hash FROM chain_cursors WHERE network = ANY($1)',
    [networks.map(({ network }) => network.spec.name)],
  );
  const violations: string[] = [];
  for (const { network, chain } of networks) {
    const cursor = cursors.find((each) => each.network === network.spec.name);
    if (cursor?.hash !== chain.tip.hash) violations.push(`the books of ${network.spec.name} do not stand on its tip`);
  }
  const firstNumbers = new Map(cursors.map((cursor) => [cursor.network, cursor.first_number]));
  const addresses = new Map(sessions.map((session) => [session.address as string, session]));
  const onChain = transfersOnChain(networks, new Set(addresses.keys()), firstNumbers);

  // 1: every transfer on the chain is in the books exactly once, and nothing else stands there.
  const standing = new Map<string, TransferRow>();
  for (const row of transfers.filter(({ orphaned_at }) => orphaned_at === null)) {
    const identity = identityOf(row.network, row.block_hash, row.tx_hash, row.position);
    if (standing.has(identity)) violations.push(`1: ${identity} is in the books twice`);
    standing.set(identity, row);
  }
  const known = new Set(onChain.map(({ identity }) => identity));
  for (const identity of standing.keys()) {
    if (!known.has(identity)) violations.push(`1: ${identity} stands in the books and not on the chain`);
  }
  for (const { identity, isListed, isRequired, amountAtomic, to } of onChain) {
    const row = standing.get(identity);
    if (row === undefined) {
      if (isListed && isRequired) violations.push(`1: ${identity} to ${to} is not in the books`);
    } else if (row.amount !== amountAtomic) violations.push(`1: ${identity} has another amount in the books`);
  }

  // 2: every status is what the chain, the people's acts and what was told come to, derived from scratch.
  const watermarks = Object.fromEntries(networks.map(({ network, chain }) => [network.spec.name, chain.tip.timestamp]));
  const facts = (session: Session) =>
    onChain.flatMap((transfer) => {
      const row = standing.get(transfer.identity);
      if (row === undefined || (row.attached_session_id ?? row.session_id) !== session.id) return [];
      return [observed(transfer, row, session.toldPaid)];
    });
  for (const session of sessions) {
    const derived = deriveSession({ ...session, transfers: facts(session) }, watermarks, parts.clock.now());
    if (derived.status !== session.status) {
      violations.push(`2: session ${session.id} is ${session.status}, but the facts say ${derived.status}`);
    }
    const owned = new Set(
      transfers.filter((row) => (row.attached_session_id ?? row.session_id) === session.id).map(({ id }) => id),
    );
    violations.push(...(await checkBooks(store, session, derived, owned)));
  }
  violations.push(...(await checkTelling(parts, store, sessions)));
  return violations;
}
