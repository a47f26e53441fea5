/** One way to break the server: pieces of its source, and what stands in their place. */
export interface Mutant {
  readonly name: string;
  /** What goes wrong, as a sentence. */
  readonly breaks: string;
  readonly edits: readonly Edit[];
}

export interface Edit {
  /** Under packages/server/src/. */
  readonly file: string;
  /** Occurs exactly once, in these characters. */
  readonly from: string;
  readonly to: string;
}

/** A mutant whose place is gone would test nothing. */
export class LostPlace extends Error {
  override readonly name = 'LostPlace';
}

/** The file's source with the edit made. Throws `LostPlace` unless the piece is there, once. */
export function applyEdit(source: string, { file, from, to }: Edit): string {
  const pieces = source.split(from);
  if (pieces.length === 2) return pieces.join(to);
  throw new LostPlace(`${file} holds this ${pieces.length - 1} times instead of once: ${from}`);
}
