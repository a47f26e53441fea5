import { systemRuntime } from '../compose/system-runtime.ts';
import { signatureHeaders } from '../core/webhook/sign.ts';
import { USER_AGENT } from '../version.ts';
import type { ListedEvent } from './event-feed.ts';

const TIMEOUT_MS = 15_000;

/** The body of the event's deliveries, to the byte: what the API lists has `object` besides. */
function deliveryBody({ object: _, ...envelope }: ListedEvent): string {
  return JSON.stringify(envelope);
}

/** Posts an event to a local URL as the server would deliver it. Returns what came of it, in words. */
export async function forwardEvent(event: ListedEvent, url: string, secret: string): Promise<string> {
  const body = deliveryBody(event);
  const headers = signatureHeaders({ id: event.id, at: systemRuntime.now(), body }, [secret]);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': USER_AGENT, ...headers },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await answer.body?.cancel();
    return String(answer.status);
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
    return `failed: ${cause?.code ?? cause?.message ?? message}`;
  }
}
