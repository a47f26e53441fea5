import type { CheckoutView } from '../view.ts';

/** The answer of one of the page's own posts: the decoded body, or that it did not work. */
export type PostOutcome<T> = { readonly type: 'ok'; readonly body: T } | { readonly type: 'failed' };

/** Posts JSON with the page's CSRF token; every failure (network, status, body) is the same to the customer. */
export async function postJson<T>(
  view: CheckoutView,
  url: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<PostOutcome<T>> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ ...fields, csrfToken: view.csrfToken }),
    });
    if (!response.ok) return { type: 'failed' };
    return { type: 'ok', body: (await response.json()) as T };
  } catch {
    return { type: 'failed' };
  }
}

/** Whether a posted answer is a whole view: check and simulate may answer less. */
export function isView(body: unknown): body is CheckoutView {
  return typeof body === 'object' && body !== null && 'session' in body && 'urls' in body;
}
