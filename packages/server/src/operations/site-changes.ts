import { parseEmbedOrigin } from '../core/site/embed-origin.ts';
import type { Site } from '../store/organizations.ts';
import type { SessionLimits } from './session-limits.ts';

/** What is to be different; what is absent stays. `null` takes a setting back to none. */
export interface SiteChanges {
  readonly name?: string;
  readonly logoUrl?: string | null;
  readonly accent?: string | null;
  readonly supportEmail?: string | null;
  /** Added to those that may frame the checkout. */
  readonly allowOrigins?: readonly string[];
  readonly disallowOrigins?: readonly string[];
  readonly defaultMethod?: string | null;
  readonly ttlSeconds?: number;
  readonly graceSeconds?: number;
  readonly maxLifetimeSeconds?: number;
  readonly maxExtensions?: number;
  readonly underToleranceBps?: number;
  readonly overToleranceBps?: number;
  readonly allowRestart?: boolean;
  readonly renewalLeadSeconds?: number;
  readonly renewalGraceSeconds?: number;
  readonly renewalMaxMisses?: number;
}

export interface SiteRules extends SessionLimits {
  /** Whether the catalogue has such a method. */
  readonly isMethod: (id: string) => boolean;
}

export type ChangedSite =
  | { readonly outcome: 'changed'; readonly site: Site }
  /** `problem` completes a sentence that begins with the field. */
  | { readonly outcome: 'refused'; readonly field: keyof SiteChanges; readonly problem: string };

type Check<Field extends keyof SiteChanges> = (
  value: NonNullable<SiteChanges[Field]>,
  rules: SiteRules,
) => string | undefined;

const LONGEST_NAME = 100;
const MOST_ORIGINS = 50;
const YEAR_SECONDS = 366 * 24 * 3600;

const within = (min: number, max: number, unit: string) => (value: number) =>
  Number.isInteger(value) && value >= min && value <= max ? undefined : `is from ${min} to ${max}${unit}.`;

const CHECKS: { readonly [Field in keyof SiteChanges]?: Check<Field> } = {
  name: (value) =>
    value.trim() !== '' && value.length <= LONGEST_NAME ? undefined : `is 1 to ${LONGEST_NAME} characters.`,
  // The page's content policy takes pictures over https only.
  logoUrl: (value) =>
    /^https:\/\/[^\s"'<>]+$/i.test(value) && value.length <= 2048 && URL.canParse(value)
      ? undefined
      : 'is an https URL of an image.',
  accent: (value) => (/^#[0-9a-f]{6}$/i.test(value) ? undefined : 'is a colour such as #1f4fd8.'),
  supportEmail: (value) =>
    /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/.test(value) && value.length <= 254 ? undefined : 'is an email address.',
  allowOrigins: (values) => {
    for (const value of values) {
      const read = parseEmbedOrigin(value);
      if (read.outcome === 'refused') return `takes an origin. ${read.message}`;
    }
    return undefined;
  },
  defaultMethod: (value, { isMethod }) =>
    isMethod(value) ? undefined : 'is a method such as Base:USDC: docs/networks.md has them.',
  ttlSeconds: (value, { ttlBounds: { min, max } }) => within(min, max, ' seconds on this server')(value),
  graceSeconds: (value, { graceBounds: { min, max } }) => within(min, max, ' seconds on this server')(value),
  maxLifetimeSeconds: within(1, YEAR_SECONDS, ' seconds'),
  maxExtensions: within(0, 100, ''),
  underToleranceBps: within(0, 5_000, ' basis points (100 are one percent)'),
  overToleranceBps: within(0, 10_000, ' basis points (100 are one percent)'),
  renewalLeadSeconds: within(0, YEAR_SECONDS, ' seconds'),
  renewalGraceSeconds: within(0, YEAR_SECONDS, ' seconds'),
  renewalMaxMisses: within(1, 100, ''),
};

/** The site as it will be, or the first thing that is wrong with the changes. */
export function changeSite(site: Site, changes: SiteChanges, rules: SiteRules): ChangedSite {
  for (const field of Object.keys(CHECKS) as (keyof SiteChanges)[]) {
    const value = changes[field];
    if (value === undefined || value === null) continue;
    const problem = (CHECKS[field] as Check<typeof field>)(value as never, rules);
    if (problem !== undefined) return { outcome: 'refused', field, problem };
  }
  const changed = applied(site, changes);
  if (changed.allowedOrigins.length > MOST_ORIGINS)
    return { outcome: 'refused', field: 'allowOrigins', problem: `makes more than ${MOST_ORIGINS} origins.` };
  if (changed.policy.ttlSeconds > changed.policy.maxLifetimeSeconds)
    return { outcome: 'refused', field: 'maxLifetimeSeconds', problem: 'is at least as long as the time to pay.' };
  return { outcome: 'changed', site: changed };
}

function applied(site: Site, changes: SiteChanges): Site {
  const { name, logoUrl, accent, supportEmail, allowOrigins = [], disallowOrigins = [], ...rest } = changes;
  const { renewalLeadSeconds, renewalGraceSeconds, renewalMaxMisses, ...policy } = rest;
  const renewals = { leadSeconds: renewalLeadSeconds, graceSeconds: renewalGraceSeconds, maxMisses: renewalMaxMisses };
  const gone = new Set(disallowOrigins.map(spelledOut));
  const origins = new Set([...site.allowedOrigins, ...allowOrigins.map(spelledOut)]);
  return {
    ...site,
    name: name?.trim() ?? site.name,
    brand: { ...site.brand, ...given({ logoUrl, accent: accent?.toLowerCase() ?? accent, supportEmail }) },
    policy: {
      ...site.policy,
      ...given(policy),
      ...(Object.keys(given(renewals)).length > 0 && { renewals: { ...site.policy.renewals, ...given(renewals) } }),
    },
    allowedOrigins: [...origins].filter((origin) => !gone.has(origin)),
  };
}

/** As it is stored; one that cannot be an origin stays as it is, and matches none. */
function spelledOut(text: string): string {
  const read = parseEmbedOrigin(text);
  return read.outcome === 'origin' ? read.origin : text;
}

type Given<T> = { [Field in keyof T]?: Exclude<T[Field], undefined> };

function given<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;
}
