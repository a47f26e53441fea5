/** What a wallet answers a page: a result, or an error as EIP-1193 has it. */
export type WalletAnswer =
  | { readonly result: unknown }
  | { readonly error: { readonly code: number; readonly message: string } };

/**
 * Runs in the page before its own scripts, as a wallet's extension does: announces a provider (EIP-6963) whose every request
 * goes to `askWallet`, which the test has put into the page.
 */
export function announceWallet(): void {
  type Ask = (call: { method: string; params?: readonly unknown[] }) => Promise<WalletAnswer>;
  const { askWallet } = globalThis as unknown as { askWallet: Ask };
  const provider = {
    async request(call: { method: string; params?: readonly unknown[] }): Promise<unknown> {
      const answer = await askWallet(call);
      if ('result' in answer) return answer.result;
      throw Object.assign(new Error(answer.error.message), { code: answer.error.code });
    },
  };
  const info = {
    uuid: '4b0e7c1e-8d5b-4a3c-9a63-6a5b6f1f7a11',
    name: 'Acorn Wallet',
    rdns: 'example.acorn',
    icon: 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8" rx="2" fill="%234a7c59"/></svg>',
  };
  const announce = () =>
    dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail: Object.freeze({ info, provider }) }));
  addEventListener('eip6963:requestProvider', announce);
  announce();
}
