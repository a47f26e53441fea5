import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSecretBox, SecretBoxError } from './secret-box.ts';

const key = randomBytes(32);
const box = createSecretBox(key, randomBytes);

describe('a secret box', () => {
  it('gives back what was sealed, for the same context alone', () => {
    const sealed = box.seal('whsec_abc', 'org1:we1');
    expect(box.open(sealed, 'org1:we1')).toBe('whsec_abc');
    expect(() => box.open(sealed, 'org1:we2')).toThrow(SecretBoxError);
  });

  it('shows nothing of the text and never seals twice alike', () => {
    const [one, two] = [box.seal('whsec_abc', 'c'), box.seal('whsec_abc', 'c')];
    expect(one.includes('whsec')).toBe(false);
    expect(one.equals(two)).toBe(false);
  });

  it('does not open under another key', () => {
    const other = createSecretBox(randomBytes(32), randomBytes);
    expect(() => other.open(box.seal('text', 'c'), 'c')).toThrow('another key');
  });

  it('does not open when any byte was changed, or when it was cut', () => {
    const sealed = box.seal('text', 'c');
    for (let i = 0; i < sealed.length; i++) {
      const damaged = Buffer.from(sealed);
      damaged[i]! ^= 1;
      expect(() => box.open(damaged, 'c')).toThrow(SecretBoxError);
      expect(() => box.open(sealed.subarray(0, i), 'c')).toThrow(SecretBoxError);
    }
  });

  it('takes a key of 32 bytes only', () => {
    expect(() => createSecretBox(randomBytes(16), randomBytes)).toThrow(SecretBoxError);
  });
});
