/** Where the browser gives a page in a frame no storage, what was said is remembered as long as the page lives. */
const spoken = new Map<string, string>();

/** Kept for the tab. */
export function remember(key: string, value: string): void {
  spoken.set(key, value);
  reachStorage((storage) => storage.setItem(key, value));
}

export function forget(key: string): void {
  spoken.delete(key);
  reachStorage((storage) => storage.removeItem(key));
}

export function recall(key: string): string | null {
  return reachStorage((storage) => storage.getItem(key)) ?? spoken.get(key) ?? null;
}

function reachStorage<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return use(sessionStorage);
  } catch {
    return undefined;
  }
}
