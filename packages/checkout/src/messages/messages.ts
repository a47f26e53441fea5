import type { Messages } from './en.ts';
import { en } from './en.ts';

const catalogue: Record<string, Messages> = { en };

/** The messages for a BCP 47 tag: by its language, English where there is none. */
export function messagesFor(locale: string): Messages {
  return catalogue[locale.split('-')[0] ?? 'en'] ?? en;
}
