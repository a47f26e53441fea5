/** The shop's line above the page, as words: a dialog puts it beside its own button and the page leaves it out. */
export interface Heading {
  readonly merchant: string;
  /** «Test mode»; null in live mode. */
  readonly tag: string | null;
}

export function headingOf(page: ParentNode): Heading | null {
  const merchant = page.querySelector('.merchant-name')?.textContent;
  return merchant ? { merchant, tag: page.querySelector('.merchant .tag')?.textContent ?? null } : null;
}
