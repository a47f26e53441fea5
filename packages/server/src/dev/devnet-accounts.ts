import { HDKey } from '@scure/bip32';
import { mnemonicToSeedSync } from '@scure/bip39';
import { privateKeyToAddress } from 'viem/accounts';
import { toHex } from 'viem/utils';
import type { Hex } from '../core/hex.ts';

export interface DevnetAccount {
  readonly address: Hex;
  readonly privateKey: Hex;
}

/** Anvil's own mnemonic, known to everyone: these accounts are rich and unlocked in the node, and never for money. */
const WELL_KNOWN_MNEMONIC = 'test test test test test test test test test test test junk';

/**
 * Anvil's accounts by what they do here. Each has one writer, so that the nonces of a developer's own transactions are
 * never taken by ours.
 */
export const DEVNET_ACCOUNTS = {
  /** The developer's, given in `dev.json`. */
  payer: anvilAccount(0),
  /** Pays for the simulated customers. */
  customer: anvilAccount(1),
  /** Pays what a reorg takes back. */
  doubleSpender: anvilAccount(2),
  deployer: anvilAccount(9),
} as const;

/** One of anvil's own, by its place. */
export function anvilAccount(index: number): DevnetAccount {
  const master = HDKey.fromMasterSeed(mnemonicToSeedSync(WELL_KNOWN_MNEMONIC));
  const privateKey = toHex(master.derive(`m/44'/60'/0'/0/${index}`).privateKey!);
  return { address: privateKeyToAddress(privateKey).toLowerCase() as Hex, privateKey };
}
