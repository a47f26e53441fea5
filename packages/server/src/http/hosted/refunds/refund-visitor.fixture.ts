import type { TestApi } from '../../../testing/test-api.ts';

/** Each visitor comes from elsewhere, so that they do not slow each other. */
let visitors = 0;

export interface RefundPageAnswer {
  readonly status: number;
  readonly html: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

export interface RefundSubmit {
  /** Which button; the form's own where absent. */
  readonly step?: 'check' | 'give' | 'change';
  /** In the place of the form's own; null leaves it out. */
  readonly csrfToken?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A person's browser at a refund's address, without a script: it keeps its cookies. */
export function refundVisitor(api: TestApi, path: string) {
  const place = visitors++;
  const remoteAddress = `10.2.${place >> 8}.${place & 255}`;
  const jar = new Map<string, string>();
  let html = '';

  async function send(
    method: 'GET' | 'POST',
    headers: Readonly<Record<string, string>>,
    payload?: string,
  ): Promise<RefundPageAnswer> {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await api.app.inject({
      method,
      url: path,
      remoteAddress,
      headers: { ...(cookie && { cookie }), ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
    for (const { name, value } of response.cookies) jar.set(name, value);
    if (response.body.includes('<form')) html = response.body;
    return { status: response.statusCode, html: response.body, headers: response.headers };
  }

  return {
    open: () => send('GET', {}),
    submit(entries: Readonly<Record<string, string>>, { step = 'check', csrfToken, headers = {} }: RefundSubmit = {}) {
      const shown = /name="csrfToken" value="([^"]+)"/.exec(html)?.[1] ?? '';
      const token = csrfToken === undefined ? shown : csrfToken;
      const form = { ...entries, step, ...(token !== null && { csrfToken: token }) };
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      return send('POST', { ...type, ...headers }, new URLSearchParams(form).toString());
    },
  };
}
