import type pg from 'pg';
import type { Config } from '../config/config.ts';
import type { NetworkConfig } from '../config/network-spec.ts';
import type { ResourceContext } from '../core/resource/session-resource.ts';
import type { AssetLookup } from '../core/resource/transfer-resource.ts';
import type { CreateSessionDeps } from '../operations/create-session.ts';
import type { MethodCatalogue } from '../operations/method-catalogue.ts';
import type { Rederive } from '../operations/record-batch.ts';
import { rederiveSessions, type ToldChange } from '../operations/rederive-sessions.ts';
import type { Runtime } from '../operations/runtime.ts';
import { writeGuardedSession } from '../operations/write-guarded-session.ts';
import type { RateBook } from '../rates/rate-book.ts';
import type { Store } from '../store/database.ts';
import { createGroupCommit } from '../store/group-commit.ts';
import type { NewSession } from '../store/new-session.ts';
import { refuseInsideTransaction } from '../store/open-transaction.ts';
import { findSiteOrDefault, type Site } from '../store/organizations.ts';
import { findTestClock } from '../store/test-clocks.ts';
import type { Wake } from '../store/wake.ts';
import { writeSessions } from '../store/write-sessions.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { NetworkMonitor } from './network-monitor.ts';
import type { ReceivingAddresses } from './receiving-addresses.ts';

/** How long a process goes on with a site's settings as it read them. */
const SITE_LIFETIME_MS = 2000;
const MOST_SITES = 10_000;

export interface SessionParts {
  readonly config: Config;
  readonly networks: readonly NetworkConfig[];
  readonly store: Store;
  readonly pool: pg.Pool;
  readonly runtime: Runtime;
  readonly wake: Wake;
  readonly metrics: Metrics;
  readonly rates: Pick<RateBook, 'price'>;
  readonly monitor: Pick<NetworkMonitor, 'isHealthy'> & Partial<Pick<NetworkMonitor, 'internalTransfers'>>;
  readonly addresses: ReceivingAddresses;
}

/** Everything that makes, derives and tells sessions. */
export function composeSessions(parts: SessionParts) {
  const { config, networks, store, pool, runtime, wake, metrics, rates, monitor, addresses } = parts;
  const resource: ResourceContext = { publicUrl: config.publicUrl, findAsset: assetLookup(networks) };
  const catalogue: MethodCatalogue = {
    networks,
    isHealthy: monitor.isHealthy,
    ...(monitor.internalTransfers && { internalTransfers: monitor.internalTransfers }),
    price: rates.price,
  };
  const inGroup = createGroupCommit(async (rows: readonly NewSession[]) => {
    const written = await writeSessions(pool, rows);
    return (row: NewSession) => written.has(row.session.id);
  });
  const createDeps: CreateSessionDeps = {
    runtime,
    catalogue,
    resource,
    limits: config,
    findSite: siteReader(store, runtime),
    addresses: addresses.supplyFor,
    findTestClock: (principal, id) => findTestClock(store, principal, id),
    insert(row, guards) {
      // A group may be under way that began outside.
      refuseInsideTransaction();
      return guards.length === 0 ? inGroup(row) : writeGuardedSession(store, row, guards);
    },
    onCreated(session) {
      metrics.sessionCreated(session.livemode);
      wake.emit('outbox', null);
    },
  };
  const rederive: Rederive = (tx, keys) => rederiveSessions({ runtime, resource }, tx, keys);

  function onChanges(changes: readonly ToldChange[]): void {
    for (const { sessionId } of changes) wake.emit('session', sessionId);
    if (changes.some(({ told }) => told.length > 0)) wake.emit('outbox', null);
  }

  return { resource, catalogue, createDeps, rederive, onChanges };
}

/** What is known of an asset, by its network and contract. */
export function assetLookup(networks: readonly NetworkConfig[]): AssetLookup {
  const assets = new Map(
    networks.flatMap(({ spec, confirmations }) =>
      [spec.native, ...spec.tokens].map((asset) => [
        `${spec.name}:${asset.contract}`,
        { symbol: asset.symbol, decimals: asset.decimals, chainId: spec.chainId, requiredConfirmations: confirmations },
      ]),
    ),
  );
  return (network, contract) => assets.get(`${network}:${contract}`);
}

/** Creates do not wait for the site each time; a change of its settings reaches every process within two seconds. */
function siteReader(
  store: Store,
  { now }: Runtime,
): (organizationId: string, siteId?: string) => Promise<Site | undefined> {
  const read = new Map<string, { site: Promise<Site | undefined>; at: number }>();
  return (organizationId, siteId) => {
    // Also where the answer is known: whoever relies on that waits for ever on the day it is not.
    refuseInsideTransaction();
    const key = `${organizationId} ${siteId ?? ''}`;
    const known = read.get(key);
    if (known && now() - known.at < SITE_LIFETIME_MS) return known.site;
    // A stranger can ask for any id: what they ask for must not pile up here.
    if (read.size > MOST_SITES) read.clear();
    const site = findSiteOrDefault(store, organizationId, siteId);
    site.catch(() => read.delete(key));
    read.set(key, { site, at: now() });
    return site;
  };
}
