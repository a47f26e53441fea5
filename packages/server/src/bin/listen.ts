import { setTimeout as delay } from 'node:timers/promises';
import { systemRuntime } from '../compose/system-runtime.ts';
import { readEnvironment } from '../config/env.ts';
import { EVENT_TYPES } from '../core/webhook/event-types.ts';
import { webhookSecret } from '../core/webhook/secret.ts';
import { readDevJson } from '../dev/dev-json.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { createEventFeed, type EventFeed, type ListedEvent, ServerAwayError } from './event-feed.ts';
import { forwardEvent } from './forward-event.ts';
import { remark, say } from './print.ts';
import { UsageError } from './usage.ts';

const POLL_MS = 500;
const DEFAULT_URL = 'http://localhost:4242';

export const listen: Command = {
  help: `opentill listen: forward a test account's events to a local URL, for development

  --forward-to URL   where to POST them; without it they are only printed
  --api-key KEY      a test key              [$OPENTILL_API_KEY, or that of a development server here]
  --url URL          the server      [that of a development server here, or http://localhost:4242]
  --secret WHSEC     what to sign with; your handler verifies with the same  [a fresh one, printed]
  --events A,B       only these types                                  [all]
  --json             print each event as a line of JSON

Events that come while it runs are forwarded as a real delivery would be, body and headers. Nothing is registered on the
server and nothing is retried. It waits through a restart of the server. Ctrl-C ends it.
A development server here is one whose dev.json is in .opentill ($OPENTILL_DATA_DIR).

Example
  opentill listen --forward-to http://localhost:3000/webhooks --api-key ck_test_…`,
  async run(args) {
    const options = await readOptions(args);
    const stop = new AbortController();
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
    await follow(options, stop.signal);
    return 0;
  },
};

type Options = Awaited<ReturnType<typeof readOptions>>;

async function readOptions(args: readonly string[]) {
  const { values } = readArguments(args, {
    'forward-to': { type: 'string' },
    'api-key': { type: 'string' },
    url: { type: 'string' },
    secret: { type: 'string' },
    events: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  const environment = readEnvironment();
  const here = await readDevJson(environment['OPENTILL_DATA_DIR'] ?? '.opentill');
  const url = withoutSlash(values.url ?? here?.url ?? DEFAULT_URL);
  // Its key is for that server and no other.
  const keyHere = here && withoutSlash(here.url) === url ? here.apiKey : undefined;
  const apiKey = values['api-key'] ?? environment['OPENTILL_API_KEY'] ?? keyHere;
  if (!apiKey) throw new UsageError('Give a test key with --api-key or OPENTILL_API_KEY.');
  if (!/^[cs]k_test_/.test(apiKey))
    throw new UsageError('listen is for test keys (ck_test_…): live events belong to a webhook endpoint.');
  for (const name of ['forward-to', 'url'] as const) requireWebUrl(name, values[name]);
  if (values.secret !== undefined && !/^whsec_[A-Za-z0-9+/]{24,}={0,2}$/.test(values.secret))
    throw new UsageError('--secret is whsec_ and base64, as an endpoint’s secret is.');
  return {
    apiKey,
    url,
    forwardTo: values['forward-to'],
    secret: values.secret ?? webhookSecret(systemRuntime.randomBytes(32)),
    types: values.events?.split(',').map(toEventType),
    json: values.json,
  };
}

const withoutSlash = (url: string) => url.replace(/\/+$/, '');

function toEventType(text: string): string {
  if ((EVENT_TYPES as readonly string[]).includes(text)) return text;
  throw new UsageError(`--events takes ${EVENT_TYPES.join(', ')}.`);
}

function requireWebUrl(name: string, text: string | undefined): void {
  if (text !== undefined && !(/^https?:\/\//.test(text) && URL.canParse(text)))
    throw new UsageError(`--${name} is an http(s) URL.`);
}

type State = 'new' | 'listening' | 'away';

/** Until told to stop. A server that is away, or has trouble, is waited for: also at first, when it may still be starting. */
async function follow(options: Options, stop: AbortSignal): Promise<void> {
  const feed = createEventFeed(options);
  let state: State = 'new';
  do {
    const events = await lookOnce(feed, state);
    if (events && state !== 'listening') remark(greeting(options, state === 'away'));
    state = events ? 'listening' : 'away';
    for (const event of events ?? []) await show(event, options);
  } while (await pause(stop));
}

/** Undefined while the server is away, which is said once. */
async function lookOnce(feed: EventFeed, state: State): Promise<readonly ListedEvent[] | undefined> {
  try {
    return await feed.next();
  } catch (error) {
    if (!(error instanceof ServerAwayError)) throw error;
    const elsewhere = state === 'new' ? ' If it is elsewhere, say where with --url.' : '';
    if (state !== 'away') remark(`${error.message} Waiting until it is back; Ctrl-C ends this.${elsewhere}`);
    return undefined;
  }
}

function greeting({ forwardTo, secret }: Options, isBack: boolean): string {
  const listening = isBack ? 'The server is there. Listening.' : 'Listening.';
  return forwardTo === undefined ? listening : `${listening} Forwarding to ${forwardTo}, signed with ${secret}`;
}

async function show(event: ListedEvent, { forwardTo, secret, types, json }: Options): Promise<void> {
  if (types !== undefined && !types.includes(event.type)) return;
  const result = forwardTo === undefined ? undefined : await forwardEvent(event, forwardTo, secret);
  if (json) say(JSON.stringify(result === undefined ? event : { ...event, forwarded: result }));
  else say(`${event.createdAt}  ${event.type.padEnd(18)} ${event.id}${result === undefined ? '' : `  → ${result}`}`);
}

function pause(stop: AbortSignal): Promise<boolean> {
  return delay(POLL_MS, true, { signal: stop }).catch(() => false);
}
