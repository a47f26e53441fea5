/** Where a page may keep nothing, a visit is remembered as long as the page lives. */
const sessions = new Map<string, string>();
/** The links that this page has shown: what it shows a second time was not loaded anew with it. */
const shown = new Set<string>();

/**
 * The address of a payment link with what this tab remembers of its visit, since browsers keep no cookie of a frame from another
 * site. `reload` says that the page around it was loaded again: then also what was paid is shown again.
 */
export function addressOfVisit(link: URL): URL {
  const isFirst = !shown.has(link.href);
  shown.add(link.href);
  const code = recall(link);
  const url = new URL(link);
  if (code === undefined) return url;
  url.searchParams.set('visit', code);
  if (isFirst && isPageReloaded()) url.searchParams.set('reload', '1');
  return url;
}

/** Of this tab and this page's origin alone: nobody else's visit leads there. */
export function rememberVisit(link: URL, sessionId: string): void {
  const code = /^cs_(\w{22})$/.exec(sessionId)?.[1];
  if (code === undefined) return;
  sessions.set(keyOf(link), code);
  reachStorage((storage) => storage.setItem(keyOf(link), code));
}

function recall(link: URL): string | undefined {
  return reachStorage((storage) => storage.getItem(keyOf(link))) ?? sessions.get(keyOf(link));
}

const keyOf = (link: URL) => `opentill:visit:${link.href}`;

/** Also by the way back in the tab's history, as from the shop's page of thanks. */
function isPageReloaded(): boolean {
  const [navigation] = performance.getEntriesByType('navigation');
  const type = (navigation as PerformanceNavigationTiming | undefined)?.type;
  return type === 'reload' || type === 'back_forward';
}

function reachStorage<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return use(sessionStorage);
  } catch {
    return undefined;
  }
}
