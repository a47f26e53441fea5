import { findMethod } from '../config/networks.ts';
import { createDevnetSpec } from '../config/test-networks.ts';
import { fromPublicId, toPublicId } from '../core/identity/public-id.ts';
import { updateSite } from '../operations/update-site.ts';
import type { Store } from '../store/database.ts';
import { listOrganizations, type Site } from '../store/organizations.ts';
import { listSites } from '../store/sites.ts';
import { readArguments } from './arguments.ts';
import { chooseOrganization } from './choose-organization.ts';
import type { Command } from './command.ts';
import { withDatabase } from './database-session.ts';
import { printResult, printRows } from './print.ts';
import { optionOf, readSiteChanges, SITE_OPTIONS } from './site-options.ts';
import { siteDetails, siteText } from './site-text.ts';
import { ExpectedError, UsageError } from './usage.ts';

export const listAllSites: Command = {
  help: `opentill sites list: show the sites

  --organization ID   whose   [everyone's]
  --json              print JSON, with every setting

Example
  opentill sites list`,
  async run(args) {
    const { values } = readArguments(args, {
      organization: { type: 'string' },
      json: { type: 'boolean', default: false },
    });
    return withDatabase(async ({ store }) => {
      const owners = await ownersOf(store, values.organization);
      const sites = (await Promise.all(owners.map((id) => listSites(store, id)))).flat();
      if (values.json) printResult(sites.map(siteDetails), true, '');
      else printRows(sites.map(row), false, 'There is no site yet: opentill organizations create makes one.');
      return 0;
    });
  },
};

async function ownersOf(store: Store, publicId: string | undefined): Promise<readonly string[]> {
  if (publicId !== undefined) return [await chooseOrganization(store, publicId)];
  return (await listOrganizations(store)).map(({ id }) => id);
}

const row = (site: Site) => ({
  id: toPublicId('site', site.id),
  organization: toPublicId('organization', site.organizationId),
  name: site.name,
  timeToPay: `${site.policy.ttlSeconds} s`,
  grace: `${site.policy.graceSeconds} s`,
  allowedOrigins: site.allowedOrigins.join(' ') || null,
});

const CATALOGUE_OF_DEVNET = [createDevnetSpec({ USDC: '0x', USDT: '0x' })];

export const updateOneSite: Command = {
  help: `opentill sites update [SITE_ID]: change what customers see, and the policy of new sessions

  --organization ID             whose (SITE_ID may be left out while there is only one site)
  --name TEXT                   what customers read
  --logo-url URL                an https image            (none: without)
  --accent COLOUR               #rrggbb                   (none: our own)
  --support-email ADDRESS       whom customers write to   (none: nobody)
  --allow-origin ORIGIN         a page that may show the checkout in a frame; several, one by one
  --disallow-origin ORIGIN      takes one back
  --default-method METHOD       where sessions start: Base:USDC   (none: the first native coin)
  --ttl TIME --grace TIME       time to pay; how long after it a late payment still counts
  --max-lifetime TIME --max-extensions N   how far a session can be prolonged
  --under-tolerance BPS --over-tolerance BPS   in hundredths of a percent: 50 is 0.5 %
  --allow-restart yes|no        whether an expired page offers a fresh session
  --renewal-lead TIME --renewal-grace TIME --renewal-max-misses N   subscriptions
  --json                        print JSON

Times are 90s, 15m, 24h or 3d. Sessions that exist keep the policy they were made under. docs/sites.md explains each.

Example
  opentill sites update --accent "#0a7a42" --ttl 15m --grace 1h --allow-origin https://shop.example`,
  async run(args) {
    const { values, positional } = readArguments(
      args,
      { organization: { type: 'string' }, ...SITE_OPTIONS, json: { type: 'boolean', default: false } },
      { positionals: 1 },
    );
    const changes = readSiteChanges(values);
    return withDatabase(async ({ store, config }) => {
      const site = await chooseSite(store, values.organization, positional);
      const isMethod = (id: string) => (findMethod(id) ?? findMethod(id, CATALOGUE_OF_DEVNET)) !== undefined;
      const changed = await updateSite(store, site, changes, { ...config, isMethod });
      if (changed.outcome === 'not_found') throw new ExpectedError('There is no such site any more.');
      if (changed.outcome === 'refused') throw new ExpectedError(`${optionOf(changed.field)} ${changed.problem}`);
      printResult(siteDetails(changed.site), values.json, siteText(changed.site));
      return 0;
    });
  },
};

/** The one named, or the only one there is. */
async function chooseSite(store: Store, organization: string | undefined, publicId: string | undefined): Promise<Site> {
  const owners = await ownersOf(store, organization);
  const sites = (await Promise.all(owners.map((id) => listSites(store, id)))).flat();
  if (publicId !== undefined) {
    const id = fromPublicId('site', publicId);
    const found = sites.find((site) => site.id === id);
    if (found) return found;
    throw new ExpectedError('There is no such site: opentill sites list shows them.');
  }
  if (sites.length === 0)
    throw new ExpectedError('There is no site yet: opentill organizations create --name "My shop" makes one.');
  if (sites.length > 1) throw new UsageError('There are several sites: name one, as opentill sites list shows it.');
  return sites[0]!;
}
