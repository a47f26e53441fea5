import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import { parseApiKey } from '../core/api-key.ts';
import { toPublicId } from '../core/identity/public-id.ts';
import { parseXpub } from '../networks/evm/address.ts';
import { createApiKey } from '../operations/create-api-key.ts';
import { createWebhookEndpoint, type WebhookEndpointDeps } from '../operations/create-webhook-endpoint.ts';
import type { Runtime } from '../operations/runtime.ts';
import { createOrganization } from '../operations/set-up-organization.ts';
import { findLivingApiKeys } from '../store/api-keys.ts';
import type { Store, Transaction } from '../store/database.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { addXpub } from '../store/xpubs.ts';
import { writePrivateFile } from './private-file.ts';

export interface FirstRun {
  readonly organizationId: string;
  readonly siteId: string;
  readonly apiKey: string;
  readonly webhookSecret: string;
}

export interface FirstRunDeps extends WebhookEndpointDeps {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly dataDir: string;
  /** The devnet merchant's account-level xpub. */
  readonly xpub: string;
  /** Where the demo shop hears of its payments. */
  readonly webhookUrl: string;
}

/** What a newcomer needs to pay a first session: made once, and found again by each later start. */
export async function firstRun(deps: FirstRunDeps): Promise<FirstRun> {
  return (await findEarlier(deps)) ?? (await retriedTransaction(deps.store, async (tx) => setUp(deps, tx)));
}

/** Keys are kept nowhere else in clear: `dev.json` is written only once the server listens, which this must not wait for. */
const keptFile = (dataDir: string) => path.join(dataDir, 'devnet', 'first-run.json');

async function findEarlier({ store, dataDir, webhookUrl }: FirstRunDeps): Promise<FirstRun | undefined> {
  const text = await readFile(keptFile(dataDir), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { apiKey, webhookSecret, siteId } = JSON.parse(text) as Omit<FirstRun, 'organizationId'>;
  const parsed = parseApiKey(apiKey);
  const keys = parsed ? await findLivingApiKeys(store, [parsed.hash]) : new Map();
  const [key] = keys.values();
  if (!key) return undefined;
  // The shop may have moved to another port.
  await sql`UPDATE webhook_endpoints SET url = ${webhookUrl}
    WHERE organization_id = ${key.organizationId} AND description = ${SHOP} AND deleted_at IS NULL`.execute(store);
  return { organizationId: key.organizationId, siteId, apiKey, webhookSecret };
}

const SHOP = 'Demo shop';

async function setUp(deps: FirstRunDeps, tx: Transaction): Promise<FirstRun> {
  const { runtime, xpub, webhookUrl } = deps;
  const { organizationId, siteId } = await createOrganization(tx, runtime, {
    name: 'Leaf & Kettle',
    accent: '#1f6a55',
  });
  const key = await createApiKey(tx, runtime, { organizationId, livemode: false, name: 'Development' });
  const reading = parseXpub(xpub);
  if (reading.outcome === 'refused') throw new Error(`The devnet's xpub was refused: ${reading.message}`);
  const receiving = { id: runtime.newId(), organizationId, livemode: false, family: 'evm', createdAt: runtime.now() };
  const added = await addXpub(tx, { ...receiving, xpub: reading.canonical });
  if (added.outcome === 'taken') throw new Error("The devnet's xpub belongs to another organization of this database.");
  const principal = { organizationId, livemode: false, actor: 'server', permissions: 'all' as const };
  const endpoint = await createWebhookEndpoint(deps, tx, principal, {
    url: webhookUrl,
    description: SHOP,
    eventTypes: ['*'],
  });
  if (endpoint.outcome === 'refused')
    throw new Error(`The demo shop's webhook endpoint was refused: ${endpoint.message}`);
  const made = { siteId: toPublicId('site', siteId), apiKey: key.text, webhookSecret: endpoint.secret };
  // Before the commit: a start that is killed in between finds a key that the database does not know, and sets up again.
  await writePrivateFile(keptFile(deps.dataDir), `${JSON.stringify(made, null, 2)}\n`);
  return { organizationId, ...made };
}
