import type { Messages } from './en.ts';
import { en } from './en.ts';

const catalogue: Record<string, Messages> = { en };

export const languageOf = (locale: string): string => locale.split('-')[0] ?? 'en';

/** The checkout's messages for a BCP 47 tag: by its language, English where there is none. */
export function messagesFor(locale: string): Messages {
  return catalogue[languageOf(locale)] ?? en;
}
