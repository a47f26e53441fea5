import type { Messages } from './en.ts';
import { enPages } from './en-pages.ts';
import { languageOf, messagesFor } from './messages.ts';

/** All words, for pages that the server alone renders. */
export type PageMessages = Messages & typeof enPages;
export type LinkMessages = PageMessages['link'];

const catalogue: Record<string, typeof enPages> = { en: enPages };

/** The messages for a BCP 47 tag: by its language, English where there is none. */
export function pageMessagesFor(locale: string): PageMessages {
  return { ...messagesFor(locale), ...(catalogue[languageOf(locale)] ?? enPages) };
}
