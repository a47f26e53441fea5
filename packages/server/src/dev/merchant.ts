import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { HDKey } from '@scure/bip32';
import { generateMnemonic, mnemonicToSeed } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { writePrivateFile } from './private-file.ts';

/**
 * The account-level xpub (m/44'/60'/0') of the development merchant, whose wallet is a random BIP-39 mnemonic of the data
 * directory, so that what is paid on one developer's chain belongs to nobody else's.
 */
export async function loadMerchantXpub(dataDir: string): Promise<string> {
  const file = path.join(dataDir, 'devnet', 'merchant-mnemonic.txt');
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  const mnemonic = kept?.trim() || generateMnemonic(wordlist);
  if (kept?.trim() !== mnemonic) await writePrivateFile(file, `${mnemonic}\n`);
  const account = HDKey.fromMasterSeed(await mnemonicToSeed(mnemonic)).derive("m/44'/60'/0'");
  return account.publicExtendedKey;
}
