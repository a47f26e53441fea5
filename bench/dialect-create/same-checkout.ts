import { isDeepStrictEqual } from 'node:util';
import type { StartedServer } from '../http-create/server.ts';
import type { CreateRequest, DialectRequest } from './bodies.ts';

/** What tells two sessions of the same checkout apart: names, moments, and how the request wrote things. */
const OWN = [
  'id',
  'address',
  'payments',
  'checkoutUrl',
  'expiresAt',
  'graceEndsAt',
  'createdAt',
  'updatedAt',
  'dialectFields',
];

/** Makes both and reads them through the canonical API. Throws where anything but their own names and moments differs. */
export async function refuseAnotherCheckout(server: StartedServer, request: DialectRequest): Promise<void> {
  const [ours, canonical] = [await makeAndRead(server, request), await makeAndRead(server, request.canonical)];
  for (const name of Object.keys(canonical)) {
    if (OWN.includes(name) || isDeepStrictEqual(ours[name], canonical[name])) continue;
    const [one, other] = [ours[name], canonical[name]].map((value) => JSON.stringify(value));
    throw new Error(`${request.name} makes another checkout: its ${name} is ${one}, the canonical one’s ${other}`);
  }
  const payments = [ours, canonical].map((session) => (session['payments'] as readonly object[]).length);
  if (payments[0] !== payments[1])
    throw new Error(`${request.name} starts with ${payments.join(' and not ')} payments`);
}

async function makeAndRead({ port, key, siteId }: StartedServer, { path, status, body }: CreateRequest) {
  const origin = `http://127.0.0.1:${port}`;
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const made = await fetch(`${origin}${path(siteId)}`, { method: 'POST', headers, body });
  const answer = (await made.json()) as { readonly id?: string };
  if (String(made.status) !== status) throw new Error(`answered ${made.status}: ${JSON.stringify(answer)}`);
  const read = await fetch(`${origin}/api/v1/checkout_sessions/${answer.id}`, { headers });
  return (await read.json()) as Readonly<Record<string, unknown>>;
}
