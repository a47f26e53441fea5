import { randomBytes } from 'node:crypto';
import { HDKey } from '@scure/bip32';
import { type Anvil, startAnvil } from './anvil.ts';
import { type RunningCommand, runCommand, startCommand, type Variables } from './command.ts';

const SEPOLIA_CHAIN_ID = 11155111;

export interface TestShop {
  readonly key: string;
  readonly url: () => string;
  readonly server: () => RunningCommand;
  /** Starts the server, at the same address after the first time. */
  start(more?: Variables): Promise<void>;
  call(method: string, path: string, body?: object): Promise<{ status: number; body: Record<string, never> }>;
  /** Once the network has been read for the first time, which is waited for. Returns the session as the API shows it. */
  createSession(): Promise<{ readonly id: string; readonly checkoutUrl: string }>;
  close(): Promise<void>;
}

const SESSION = { amount: { value: '39.99', currency: 'EUR' }, metadata: { orderId: '123', '1': 'one' } };

/** A shop in test mode, made by the command line as its owner would: a node of Sepolia's chain id, pretend prices, a key, an xpub. */
export async function createTestShop(databaseUrl: string): Promise<TestShop> {
  const anvil: Anvil = await startAnvil({ chainId: SEPOLIA_CHAIN_ID, blockTimeSeconds: 1 });
  const variables = {
    DATABASE_URL: databaseUrl,
    OPENTILL_RPC_SEPOLIA_TESTNET: anvil.rpcUrl,
    OPENTILL_RATE_SOURCES: 'fixed',
    OPENTILL_WEBHOOK_ALLOW: '127.0.0.0/8',
    OPENTILL_SECRET_KEY: randomBytes(32).toString('base64'),
  };
  const xpub = HDKey.fromMasterSeed(randomBytes(32)).derive("m/44'/60'/0'").publicExtendedKey;
  await runCommand(['organizations', 'create', '--name', 'Shop'], variables);
  const key = (await runCommand(['keys', 'create'], variables)).stdout.trim();
  await runCommand(['xpubs', 'add', '--mode', 'test', xpub], variables);
  let server: RunningCommand;
  let url = '';

  const call: TestShop['call'] = async (method, path, body) => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, never> };
  };

  return {
    key,
    url: () => url,
    server: () => server,
    async start(more = {}) {
      server = startCommand(['start'], { ...variables, PORT: url === '' ? '0' : new URL(url).port, ...more });
      url = (await server.until(/"url":"(http:[^"]+)","msg":"listening"/))[1]!;
    },
    call,
    async createSession() {
      let answer = await call('POST', '/checkout_sessions', SESSION);
      while (answer.status === 503) answer = await call('POST', '/checkout_sessions', SESSION);
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      return answer.body as unknown as { id: string; checkoutUrl: string };
    },
    close: () => anvil.stop(),
  };
}
