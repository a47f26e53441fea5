import path from 'node:path';
import type { Config } from '../config/config.ts';
import type { NetworkConfig } from '../config/network-spec.ts';
import { createDevnetSpec } from '../config/test-networks.ts';
import type { FindUrlFlaw } from '../core/webhook/outgoing.ts';
import type { Runtime } from '../operations/runtime.ts';
import type { DevnetPayer } from '../operations/simulate-payment.ts';
import type { Store } from '../store/database.ts';
import type { SecretBox } from '../store/secret-box.ts';
import type { Logger } from '../telemetry/logger.ts';
import { banner } from './banner.ts';
import { type DemoShop, startDemoShop } from './demo-shop.ts';
import { type DevJson, writeDevJson } from './dev-json.ts';
import { type Devnet, startDevnet } from './devnet.ts';
import { createDevnetPayer } from './devnet-payer.ts';
import { type FirstRun, firstRun } from './first-run.ts';
import { loadMerchantXpub } from './merchant.ts';
import { keptShopPort } from './shop-port.ts';

export interface DevelopmentParts {
  readonly config: Config;
  readonly store: Store;
  readonly runtime: Runtime;
  readonly secretBox: SecretBox;
  readonly findUrlFlaw: FindUrlFlaw;
  readonly log: Logger;
  /** Where the banner goes, by default standard output. */
  readonly print?: (text: string) => void;
}

export interface DevelopmentServer {
  readonly network: NetworkConfig;
  readonly payer: DevnetPayer;
  /** Once the server listens: dev.json, the demo shop, the banner. */
  announce(): Promise<void>;
  stop(): Promise<void>;
}

/** What `npm start` adds to the server: a chain, test money, a merchant with a key, and a shop. */
export async function startDevelopment(parts: DevelopmentParts): Promise<DevelopmentServer> {
  const { config, log, print = (text) => process.stdout.write(text) } = parts;
  const { dataDir } = config;
  const devnet = await startDevnet({ dataDir, log });
  try {
    const shopPort = await keptShopPort(config);
    const webhookUrl = `http://127.0.0.1:${shopPort}/webhooks/opentill`;
    const merchant = await firstRun({ ...parts, dataDir, xpub: await loadMerchantXpub(dataDir), webhookUrl });
    let shop: DemoShop | null = null;
    return {
      network: networkOf(devnet),
      payer: createDevnetPayer(devnet.rpc, devnet.tokens),
      async announce() {
        await writeDevJson(dataDir, devJsonOf(config, merchant, devnet));
        shop = await openShop(config, merchant, shopPort, log);
        print(welcome(config, merchant, devnet, shop));
      },
      async stop() {
        await shop?.stop();
        await devnet.stop();
      },
    };
  } catch (error) {
    await devnet.stop();
    throw error;
  }
}

function networkOf({ rpcUrl, wsUrl, tokens }: Devnet): NetworkConfig {
  const spec = createDevnetSpec(tokens);
  return { spec, rpcUrls: [rpcUrl], wsUrl, confirmations: spec.confirmations, readsTraces: true };
}

/** Where developers and the shop reach the API: under a host name of its own where it has one. */
function apiUrl({ hosts, port, publicUrl }: Config): string {
  return hosts.admin === null ? publicUrl : `http://${hosts.admin}:${port}`;
}

function devJsonOf(config: Config, merchant: FirstRun, devnet: Devnet): DevJson {
  const { rpcUrl, chainId, tokens, payer } = devnet;
  return {
    url: apiUrl(config),
    apiKey: merchant.apiKey,
    siteId: merchant.siteId,
    webhookSecret: merchant.webhookSecret,
    dashboard: null,
    devnet: { rpcUrl, chainId, tokens: { USDC: tokens.USDC, USDT: tokens.USDT }, payer },
  };
}

function welcome(config: Config, { apiKey, siteId }: FirstRun, { rpcUrl }: Devnet, shop: DemoShop | null): string {
  const devJson = path.join(config.dataDir, 'dev.json');
  const fromHere = path.relative(process.cwd(), devJson);
  const facts = {
    url: apiUrl(config),
    shopUrl: shop?.url ?? null,
    apiKey,
    siteId,
    rpcUrl,
    devJson: fromHere.startsWith('..') ? devJson : fromHere,
  };
  return `${banner(facts, { colour: config.colour && process.stdout.isTTY === true })}\n`;
}

/** A shop that cannot open keeps nobody from using the server. */
async function openShop(config: Config, merchant: FirstRun, port: number, log: Logger): Promise<DemoShop | null> {
  const env = {
    OPENTILL_URL: apiUrl(config),
    OPENTILL_API_KEY: merchant.apiKey,
    OPENTILL_WEBHOOK_SECRET: merchant.webhookSecret,
  };
  try {
    return await startDemoShop({ port, env, dataFile: path.join(config.dataDir, 'demo-shop.json'), log });
  } catch (err) {
    log.warn({ err }, 'the demo shop could not be started; the server goes on without it');
    return null;
  }
}
