import type { DevServer } from '../dev-server.ts';

export function apiOf({ url, details }: DevServer) {
  return async <T>(path: string, body: object): Promise<T> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${details.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  };
}

/** When the hosted page of this session was first told another status than `pending`. Resolves to a wait once it listens. */
export async function openPage(url: string, sessionId: string): Promise<{ readonly changedAt: Promise<number> }> {
  const response = await fetch(`${url}/checkout/${sessionId.slice('cs_'.length)}/events`);
  if (!response.ok || !response.body) throw new Error(`the page's events answered ${response.status}`);
  const messages = response.body.pipeThrough(new TextDecoderStream());
  return { changedAt: untilChange(messages) };
}

async function untilChange(messages: ReadableStream<string>): Promise<number> {
  let text = '';
  for await (const chunk of messages) {
    const at = performance.now();
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      if (showsChange(text.slice(0, end))) return at;
      text = text.slice(end + 2);
    }
  }
  throw new Error('the page was told nothing');
}

function showsChange(message: string): boolean {
  const data = /^data: (.*)$/m.exec(message)?.[1];
  if (data === undefined) return false;
  return (JSON.parse(data) as { session: { status: string } }).session.status !== 'pending';
}
