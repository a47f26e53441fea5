/** A moment: milliseconds since the Unix epoch, UTC. Never read from a clock inside `core`; always handed in. */
export type Instant = number;

/** A length of time in milliseconds. */
export type Milliseconds = number;
