import { createCipheriv, createDecipheriv } from 'node:crypto';

/**
 * Encryption at rest. `context` (organization and id) is authenticated with the text, so that a sealed value copied
 * into another row does not open.
 */
export interface SecretBox {
  seal(text: string, context: string): Buffer;
  /** Throws `SecretBoxError` for another key, another context or damage. */
  open(sealed: Buffer, context: string): string;
}

export class SecretBoxError extends Error {
  override readonly name = 'SecretBoxError';
}

const VERSION = 1;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM (NIST SP 800-38D) with random nonces. Sealed: version (1 byte), nonce (12), ciphertext, tag (16). */
export function createSecretBox(key: Uint8Array, randomBytes: (length: number) => Uint8Array): SecretBox {
  if (key.length !== KEY_BYTES) throw new SecretBoxError(`the secret key must be ${KEY_BYTES} bytes`);
  return {
    seal(text, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      cipher.setAAD(Buffer.from(context));
      const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(VERSION), nonce, ciphertext, cipher.getAuthTag()]);
    },
    open(sealed, context) {
      if (sealed[0] !== VERSION || sealed.length < 1 + NONCE_BYTES + TAG_BYTES) {
        throw new SecretBoxError('the stored secret has an unknown format');
      }
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
      try {
        const text = decipher.update(sealed.subarray(1 + NONCE_BYTES, -TAG_BYTES), undefined, 'utf8');
        return text + decipher.final('utf8');
      } catch (cause) {
        throw new SecretBoxError('the stored secret does not open: was it written under another key?', { cause });
      }
    },
  };
}
