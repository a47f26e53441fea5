import type { SiteChanges } from '../operations/site-changes.ts';
import { readDurationMs } from './duration.ts';
import { UsageError } from './usage.ts';

const text = { type: 'string' } as const;
const texts = { type: 'string', multiple: true } as const;

type Kind = 'text' | 'clearable' | 'texts' | 'duration' | 'count' | 'choice';

/** Each setting's option, and how its value is read. */
const SETTINGS: { readonly [Field in keyof Required<SiteChanges>]: readonly [option: string, kind: Kind] } = {
  name: ['name', 'text'],
  logoUrl: ['logo-url', 'clearable'],
  accent: ['accent', 'clearable'],
  supportEmail: ['support-email', 'clearable'],
  allowOrigins: ['allow-origin', 'texts'],
  disallowOrigins: ['disallow-origin', 'texts'],
  defaultMethod: ['default-method', 'clearable'],
  ttlSeconds: ['ttl', 'duration'],
  graceSeconds: ['grace', 'duration'],
  maxLifetimeSeconds: ['max-lifetime', 'duration'],
  maxExtensions: ['max-extensions', 'count'],
  underToleranceBps: ['under-tolerance', 'count'],
  overToleranceBps: ['over-tolerance', 'count'],
  allowRestart: ['allow-restart', 'choice'],
  renewalLeadSeconds: ['renewal-lead', 'duration'],
  renewalGraceSeconds: ['renewal-grace', 'duration'],
  renewalMaxMisses: ['renewal-max-misses', 'count'],
};

export const SITE_OPTIONS = Object.fromEntries(
  Object.values(SETTINGS).map(([option, kind]) => [option, kind === 'texts' ? texts : text]),
) as Record<string, typeof text | typeof texts>;

export const optionOf = (field: keyof SiteChanges): string => `--${SETTINGS[field][0]}`;

/**
 * What the command line asks for.
 * @throws {UsageError} where it asks for nothing, or a value cannot be read
 */
export function readSiteChanges(values: Readonly<Record<string, unknown>>): SiteChanges {
  const changes = Object.entries(SETTINGS).flatMap(([field, [option, kind]]) => {
    const value = values[option] as string | string[] | undefined;
    return value === undefined ? [] : [[field, readValue(option, kind, value)] as const];
  });
  if (changes.length === 0) throw new UsageError('Say what to change, for example --name "My shop".');
  return Object.fromEntries(changes) as SiteChanges;
}

function readValue(option: string, kind: Kind, value: string | string[]): unknown {
  if (typeof value !== 'string' || kind === 'text' || kind === 'texts') return value;
  switch (kind) {
    case 'clearable':
      return value === 'none' ? null : value;
    case 'duration':
      return readDurationMs(option, value) / 1000;
    case 'count':
      if (!/^\d{1,9}$/.test(value)) throw new UsageError(`--${option} is a whole number.`);
      return Number(value);
    case 'choice':
      if (value !== 'yes' && value !== 'no') throw new UsageError(`--${option} is yes or no.`);
      return value === 'yes';
  }
}
