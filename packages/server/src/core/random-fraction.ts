/** Four random bytes (an input) as a fraction from [0, 1). For jitter, not for money. */
export function randomFraction(random: Uint8Array): number {
  return new DataView(random.buffer, random.byteOffset, 4).getUint32(0) / 2 ** 32;
}
