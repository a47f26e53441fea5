import { toPublicId } from '../core/identity/public-id.ts';
import { renewalPolicy } from '../core/subscription/policy.ts';
import type { Site } from '../store/organizations.ts';

/** All of a site, for programs. */
export function siteDetails(site: Site) {
  const { renewals, ...policy } = site.policy;
  const { leadMs, graceMs, maxMisses } = renewalPolicy(renewals);
  return {
    id: toPublicId('site', site.id),
    organization: toPublicId('organization', site.organizationId),
    name: site.name,
    ...site.brand,
    allowedOrigins: site.allowedOrigins,
    ...policy,
    renewalLeadSeconds: leadMs / 1000,
    renewalGraceSeconds: graceMs / 1000,
    renewalMaxMisses: maxMisses,
  };
}

/** The same for a person: a line for each setting. */
export function siteText(site: Site): string {
  const lines = Object.entries(siteDetails(site)).map(([name, value]) => [spaced(name), valueText(value)] as const);
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

const spaced = (name: string) =>
  name.replace(/Bps$/, 'BasisPoints').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function valueText(value: unknown): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return Array.isArray(value) ? value.join(' ') : String(value);
}
