import { parseArgs } from 'node:util';
import { systemRuntime } from '../compose/system-runtime.ts';
import { readEnvironment } from '../config/env.ts';
import { webhookSecret } from '../core/webhook/secret.ts';
import type { Command } from './commands.ts';
import { forwardEvent } from './forward-event.ts';
import { ExpectedError, UsageError } from './usage.ts';

const POLL_MS = 500;

interface ListedEvent {
  readonly id: string;
  readonly type: string;
  readonly createdAt: string;
}

export const listen: Command = {
  help: `opentill listen: forward a test account's events to a local URL, for development

  --forward-to URL   where to POST them; without it they are only printed
  --api-key KEY      a test key                                        [$OPENTILL_API_KEY]
  --url URL          the server                                        [http://localhost:4242]
  --secret WHSEC     what to sign with; your handler verifies with the same  [a fresh one, printed]
  --events A,B       only these types                                  [all]
  --json             print each event as a line of JSON

Events that come while it runs are forwarded with the same headers as a real delivery. Nothing is registered on the server
and nothing is retried. Ctrl-C ends it.

Example
  opentill listen --forward-to http://localhost:3000/webhooks --api-key ck_test_…`,
  async run(args) {
    const options = readOptions(args);
    const seen = new Set((await list(options)).map((event) => event.id));
    process.stderr.write(
      `Listening. ${options.forwardTo ? `Forwarding to ${options.forwardTo}, signed with ${options.secret}` : ''}\n`,
    );
    const stopped = new AbortController();
    process.once('SIGINT', () => stopped.abort());
    while (!stopped.signal.aborted) {
      for (const event of (await list(options)).toReversed()) {
        if (seen.has(event.id)) continue;
        seen.add(event.id);
        await show(event, options);
      }
      await pause(POLL_MS, stopped.signal);
    }
    return 0;
  },
};

type Options = ReturnType<typeof readOptions>;

function readOptions(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'forward-to': { type: 'string' },
      'api-key': { type: 'string' },
      url: { type: 'string', default: 'http://localhost:4242' },
      secret: { type: 'string' },
      events: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const apiKey = values['api-key'] ?? readEnvironment()['OPENTILL_API_KEY'];
  if (!apiKey) throw new UsageError('Give a test key with --api-key or OPENTILL_API_KEY.');
  if (!/^[cs]k_test_/.test(apiKey))
    throw new UsageError('listen is for test keys (ck_test_…): live events belong to a webhook endpoint.');
  for (const name of ['forward-to', 'url'] as const) {
    if (values[name] !== undefined && !/^https?:\/\//.test(values[name]))
      throw new UsageError(`--${name} is an http(s) URL.`);
  }
  const secret = values.secret ?? webhookSecret(systemRuntime.randomBytes(32));
  const types = values.events?.split(',');
  return {
    apiKey,
    url: values.url.replace(/\/+$/, ''),
    forwardTo: values['forward-to'],
    secret,
    types,
    json: values.json,
  };
}

async function list({ url, apiKey, types }: Options): Promise<readonly ListedEvent[]> {
  const answer = await fetch(`${url}/api/v1/events?limit=100`, {
    headers: { authorization: `Bearer ${apiKey}` },
  }).catch((cause: unknown) => {
    throw new ExpectedError(`No server answers at ${url}: is it running?`, { cause });
  });
  const body = (await answer.json()) as { data?: ListedEvent[]; error?: { message: string } };
  if (!answer.ok) throw new ExpectedError(`The server refused: ${body.error?.message ?? answer.status}`);
  return (body.data ?? []).filter((event) => types === undefined || types.includes(event.type));
}

async function show(event: ListedEvent, options: Options): Promise<void> {
  const result = options.forwardTo ? await forwardEvent(event, options.forwardTo, options.secret) : undefined;
  if (options.json) process.stdout.write(`${JSON.stringify(result ? { ...event, forwarded: result } : event)}\n`);
  else
    process.stdout.write(`${event.createdAt}  ${event.type.padEnd(18)} ${event.id}${result ? `  → ${result}` : ''}\n`);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
