/** Lower-case `0x` hexadecimal text: an address (20 bytes), a hash (32 bytes) or other bytes. */
export type Hex = `0x${string}`;
