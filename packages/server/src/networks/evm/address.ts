import { HDKey } from '@scure/bip32';
import { deriveAddresses, type ReceivingKey } from './address-derive.ts';

export type XpubRefusal = 'private_key' | 'recovery_phrase' | 'not_an_xpub' | 'wrong_level' | 'well_known';

export type XpubReading =
  | {
      readonly outcome: 'accepted';
      readonly key: ReceivingKey;
      /**
       * The receiving key in one spelling, whichever level it was given at: what is stored, so that one wallet cannot be
       * entered twice under two texts.
       */
      readonly canonical: string;
    }
  | { readonly outcome: 'refused'; readonly reason: XpubRefusal; readonly message: string };

const MESSAGES: Readonly<Record<XpubRefusal, string>> = {
  private_key:
    'This is a private key. Opentill never needs one: export the extended public key (xpub) instead, and treat this one as exposed.',
  recovery_phrase:
    'This looks like a recovery phrase. Opentill never needs one: export the extended public key (xpub) instead, and treat the phrase as exposed.',
  not_an_xpub: 'This is not an extended public key: it starts with "xpub" and carries a checksum.',
  wrong_level:
    "This is not an account's key: export the xpub of m/44'/60'/0' (depth 3), or that of its receiving addresses (depth 4).",
  well_known:
    'Everyone knows the recovery phrase behind this key: whatever is sent to its addresses is taken within seconds.',
};

/** First addresses of phrases that stand in every tutorial: "test test … junk" (anvil, hardhat), "abandon … about" (BIP-39). */
const WELL_KNOWN: ReadonlySet<string> = new Set([
  '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266',
  '0x9858effd232b4033e47d90003d41ec34ecaeda94',
]);

const ACCOUNT_DEPTH = 3;
const RECEIVING_DEPTH = 4;

/**
 * Reads an extended public key (BIP-32). At depth 3 it is an account's (BIP-44, m/44'/60'/0') and address i is its child
 * 0/i; at depth 4 it is the receiving level itself and address i is its child i. Nothing of a refused text is repeated.
 * `allowWellKnown` is for the devnet alone.
 */
export function parseXpub(text: string, { allowWellKnown = false } = {}): XpubReading {
  const trimmed = text.trim();
  if (/^[a-z]prv/i.test(trimmed) || /^(0x)?[0-9a-f]{64}$/i.test(trimmed)) return refuse('private_key');
  if (/^[a-z]+(\s+[a-z]+){11,23}$/i.test(trimmed)) return refuse('recovery_phrase');
  const given = trimmed.startsWith('xpub') ? decode(trimmed) : undefined;
  if (!given) return refuse('not_an_xpub');
  if (given.depth !== ACCOUNT_DEPTH && given.depth !== RECEIVING_DEPTH) return refuse('wrong_level');
  const { publicKey, chainCode } = given.depth === ACCOUNT_DEPTH ? given.deriveChild(0) : given;
  if (!publicKey || !chainCode) return refuse('not_an_xpub');
  const key = { publicKey, chainCode };
  if (!allowWellKnown && WELL_KNOWN.has(deriveAddresses(key, 0, 1)[0]!)) return refuse('well_known');
  return { outcome: 'accepted', key, canonical: spell(key) };
}

function decode(text: string): HDKey | undefined {
  try {
    return HDKey.fromExtendedKey(text);
  } catch {
    return undefined;
  }
}

/** The same key and chain code always give the same text: where it came from (index, parent's fingerprint) is left out. */
function spell({ publicKey, chainCode }: ReceivingKey): string {
  return new HDKey({ publicKey, chainCode, depth: RECEIVING_DEPTH, index: 0, parentFingerprint: 0 }).publicExtendedKey;
}

function refuse(reason: XpubRefusal): XpubReading {
  return { outcome: 'refused', reason, message: MESSAGES[reason] };
}
