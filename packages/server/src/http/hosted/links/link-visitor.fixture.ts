import type { TestApi } from '../../../testing/test-api.ts';

/** Each visitor comes from elsewhere, so that they do not slow each other. */
let visitors = 0;

/** A person's browser at a link's address, without a script: it keeps its cookies. */
export interface LinkVisitor {
  /** GET, or what else is asked of it. */
  open(headers?: Readonly<Record<string, string>>, method?: 'GET' | 'HEAD'): Promise<PageAnswer>;
  /** Fills the form that was last shown and sends it. */
  submit(entries?: Readonly<Record<string, string>>, more?: SubmitOptions): Promise<PageAnswer>;
}

export interface SubmitOptions {
  /** In the place of the form's own; null leaves it out. */
  readonly csrfToken?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface PageAnswer {
  readonly status: number;
  readonly html: string;
  readonly headers: Readonly<Record<string, unknown>>;
  /** The session that it leads to: `cs_…`. */
  readonly sessionId: string | undefined;
}

/** `query`: what stands behind the link's address, with its question mark. */
export function linkVisitor(api: TestApi, slug: string, query = ''): LinkVisitor {
  const path = `/l/${slug}${query}`;
  const place = visitors++;
  const remoteAddress = `10.1.${place >> 8}.${place & 255}`;
  const jar = new Map<string, string>();
  let html = '';

  async function send(
    method: 'GET' | 'HEAD' | 'POST',
    headers: Readonly<Record<string, string>>,
    payload?: string,
  ): Promise<PageAnswer> {
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
    const code = /^\/checkout\/(\w{22})$/.exec(String(response.headers.location ?? ''))?.[1];
    return {
      status: response.statusCode,
      html: response.body,
      headers: response.headers,
      sessionId: code && `cs_${code}`,
    };
  }

  const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1] ?? '';

  return {
    open: (headers = {}, method = 'GET') => send(method, headers),
    submit(entries = {}, { csrfToken = hidden('csrfToken'), headers = {} } = {}) {
      const form = { ...entries, visitToken: hidden('visitToken'), ...(csrfToken !== null && { csrfToken }) };
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      return send('POST', { ...type, ...headers }, new URLSearchParams(form).toString());
    },
  };
}
