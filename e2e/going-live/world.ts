import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { HDKey } from '@scure/bip32';
import { privateKeyToAddress } from 'viem/accounts';
import { freePort } from '../ports.ts';
import { type BaseStandIn, startBase } from './base-stand-in.ts';
import { createMachine, type Machine } from './machine.ts';
import { startPriceServices } from './price-services.ts';
import { type SecureReceiver, startSecureReceiver } from './secure-receiver.ts';

const LONGEST_WAIT_MS = 60_000;

/** Everything around a shop that goes live. */
export interface World {
  /** Where the server of the page listens here. */
  readonly url: string;
  readonly base: BaseStandIn;
  readonly shop: SecureReceiver;
  readonly machine: Machine;
  /** The merchant's wallet: its receiving address by its private key (BIP-44, m/44'/60'/0'/0/i). */
  walletAddress(index: number): string;
  /** Asks again and again; what the service said stands in the error when it takes too long. */
  until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T>;
  close(): Promise<void>;
}

export async function createWorld(): Promise<World> {
  // Not below a home: the database's user must get there, and a socket's path is short.
  const root = await realpath(await mkdtemp(join(tmpdir(), 'live-')));
  await chmod(root, 0o711);
  const [base, prices, shop] = await Promise.all([startBase(), startPriceServices(), startSecureReceiver()]);
  const wallet = HDKey.fromMasterSeed(randomBytes(32));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await writeFile(join(root, 'ca.pem'), shop.cert);
  const examples = {
    'https://base.example/v2/YOUR_KEY,https://other.example/YOUR_KEY': base.rpcUrl,
    'wss://base.example/v2/YOUR_KEY': base.wsUrl,
    YOUR_XPUB: wallet.derive("m/44'/60'/0'").publicExtendedKey,
    'https://shop.example.com/webhooks': shop.url,
    'https://pay.example.com': url,
    'http://127.0.0.1:4242': url,
  };
  const machine = await createMachine(root, examples, {
    ...prices.environment,
    PORT: String(port),
    NODE_EXTRA_CA_CERTS: join(root, 'ca.pem'),
    OPENTILL_WEBHOOK_ALLOW: '127.0.0.0/8',
    ...(process.getuid?.() === 0 && { OPENTILL_DATABASE_USER: 'nobody' }),
  });
  return {
    url,
    base,
    shop,
    machine,
    walletAddress(index) {
      const { privateKey } = wallet.derive(`m/44'/60'/0'/0/${index}`);
      return privateKeyToAddress(`0x${Buffer.from(privateKey!).toString('hex')}`);
    },
    async until(what, ask) {
      const deadline = AbortSignal.timeout(LONGEST_WAIT_MS);
      while (!deadline.aborted) {
        const found = await ask().catch(() => undefined);
        if (found !== undefined) return found;
        await delay(200);
      }
      throw new Error(`waited in vain until ${what}\n${await machine.journal()}`);
    },
    async close() {
      await machine.close();
      await Promise.all([base.stop(), prices.close(), shop.close()]);
      await rm(root, { recursive: true, force: true });
    },
  };
}
