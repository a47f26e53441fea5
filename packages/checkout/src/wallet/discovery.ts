/** EIP-1193: what every injected wallet can do. */
export interface Eip1193Provider {
  request(call: { method: string; params?: readonly unknown[] }): Promise<unknown>;
}

/** An injected wallet as it announced itself (EIP-6963). */
export interface FoundWallet {
  readonly id: string;
  readonly name: string;
  /** A `data:image/…` address; null where the wallet sent something else. */
  readonly icon: string | null;
  readonly provider: Eip1193Provider;
}

interface Announcement {
  readonly info?: { readonly uuid?: unknown; readonly name?: unknown; readonly icon?: unknown };
  readonly provider?: Eip1193Provider;
}

/**
 * Listens for wallets and asks them to come forward (https://eips.ethereum.org/EIPS/eip-6963). `onWallets` gets the whole
 * list each time one is added. Returns a function that stops listening.
 */
export function discoverWallets(onWallets: (wallets: readonly FoundWallet[]) => void): () => void {
  const found = new Map<string, FoundWallet>();
  const onAnnounce = (event: Event) => {
    const wallet = readAnnouncement((event as CustomEvent<Announcement>).detail);
    if (!wallet || found.has(wallet.id)) return;
    found.set(wallet.id, wallet);
    onWallets([...found.values()]);
  };
  addEventListener('eip6963:announceProvider', onAnnounce);
  dispatchEvent(new Event('eip6963:requestProvider'));
  return () => removeEventListener('eip6963:announceProvider', onAnnounce);
}

function readAnnouncement(detail: Announcement | undefined): FoundWallet | null {
  const { uuid, name, icon } = detail?.info ?? {};
  if (!detail?.provider || typeof uuid !== 'string' || typeof name !== 'string') return null;
  const image = typeof icon === 'string' && icon.startsWith('data:image/') ? icon : null;
  return { id: uuid, name, icon: image, provider: detail.provider };
}

/** The wallet of a browser that knows only `window.ethereum`; null where there is none. */
export function legacyWallet(name: string): FoundWallet | null {
  const provider = (globalThis as { ethereum?: Eip1193Provider }).ethereum;
  return provider ? { id: 'legacy', name, icon: null, provider } : null;
}
