import type { CheckoutView } from '../view.ts';

/** The answer of one of the page's own posts: the decoded body, or that it did not work and what the server said of it. */
export type PostOutcome<T> =
  | { readonly type: 'ok'; readonly body: T }
  | { readonly type: 'failed'; readonly message: string | null };

/** Posts JSON with the page's CSRF token; a failure of the network or of the body has no message. */
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
    if (!response.ok) return { type: 'failed', message: await refusalOf(response) };
    return { type: 'ok', body: (await response.json()) as T };
  } catch {
    return { type: 'failed', message: null };
  }
}

/** The server's own words, of `{error: {message}}`. */
async function refusalOf(response: Response): Promise<string | null> {
  const body = (await response.json()) as { error?: { message?: unknown } } | null;
  const message = body?.error?.message;
  return typeof message === 'string' && message !== '' ? message : null;
}

/** Whether a posted answer is a whole view: check and simulate may answer less. */
export function isView(body: unknown): body is CheckoutView {
  return typeof body === 'object' && body !== null && 'session' in body && 'urls' in body;
}
