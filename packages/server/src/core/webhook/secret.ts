const PREFIX = 'whsec_';
const BYTES = 32;

/** `whsec_` and base64 of 32 random bytes (an input): the form that the Standard Webhooks specification gives. */
export function webhookSecret(random: Uint8Array): string {
  if (random.length !== BYTES) throw new RangeError(`a webhook secret takes ${BYTES} random bytes`);
  return PREFIX + Buffer.from(random).toString('base64');
}

/** The key behind a secret's text. Throws RangeError, without the text, for what `webhookSecret` cannot have written. */
export function secretBytes(secret: string): Buffer {
  const bytes = Buffer.from(secret.slice(PREFIX.length), 'base64');
  if (!secret.startsWith(PREFIX) || bytes.length !== BYTES) throw new RangeError('not a webhook secret');
  return bytes;
}
