import type { CallResult, TestApi } from './test-api.ts';

/** A customer's browser on the hosted page, without its script. */
export interface Visitor {
  readonly path: string;
  readonly token: string;
  readonly cookie: string;
  readonly html: string;
  /** A form's post from the page; `token: null` leaves it out. */
  submit(action: string, fields?: Readonly<Record<string, string>>, token?: string | null): Promise<CallResult>;
  /** The same by the page's script. */
  send(action: string, fields?: object, token?: string | null): Promise<CallResult>;
}

/** Opens the page of a session, as a visitor who comes for the first time or with the cookie of an earlier visit. */
export async function visit(api: TestApi, sessionId: string, earlierCookie?: string): Promise<Visitor> {
  const path = `/checkout/${sessionId.slice('cs_'.length)}`;
  const headers = earlierCookie === undefined ? {} : { cookie: earlierCookie };
  const opened = await api.call('GET', path, { key: null, headers });
  if (opened.status !== 200) throw new Error(`${path} answered ${opened.status}`);
  const cookie = earlierCookie ?? String(opened.headers['set-cookie']).split(';')[0]!;
  const token = /name="csrfToken" value="([^"]+)"/.exec(opened.body)?.[1] ?? '';

  const post = (action: string, raw: { payload: string; contentType: string }) =>
    api.call('POST', `${path}/${action}`, { key: null, raw, headers: { cookie } });
  const withToken = (fields: object, given: string | null) =>
    given === null ? fields : { csrfToken: given, ...fields };
  return {
    path,
    token,
    cookie,
    html: opened.body,
    submit: (action, fields = {}, given = token) =>
      post(action, {
        payload: new URLSearchParams(withToken(fields, given) as Record<string, string>).toString(),
        contentType: 'application/x-www-form-urlencoded',
      }),
    send: (action, fields = {}, given = token) =>
      post(action, { payload: JSON.stringify(withToken(fields, given)), contentType: 'application/json' }),
  };
}
