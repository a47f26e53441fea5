import { systemRuntime } from '../compose/system-runtime.ts';
import { signatureHeaders } from '../core/webhook/sign.ts';

/** Posts an event to a local URL as the server would deliver it. Returns what came of it, in words. */
export async function forwardEvent(event: { readonly id: string }, url: string, secret: string): Promise<string> {
  const body = JSON.stringify(event);
  const headers = signatureHeaders({ id: event.id, at: systemRuntime.now(), body }, [secret]);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(15_000),
    });
    return String(answer.status);
  } catch (error) {
    return `failed: ${(error as Error).message}`;
  }
}
