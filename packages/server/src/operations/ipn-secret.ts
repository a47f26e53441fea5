import { ipnSecret } from '../core/webhook/ipn.ts';
import { type Queries, toBytes } from '../store/database.ts';
import { insertIpnSecret, readIpnSecret, replaceIpnSecret } from '../store/ipn-secrets.ts';
import type { OrganizationScope } from '../store/organization-scope.ts';
import type { SecretBox } from '../store/secret-box.ts';
import type { Runtime } from './runtime.ts';

const SECRET_BYTES = 32;

/** Binds the sealed secret to its organization and mode. */
export const ipnSecretContext = ({ organizationId, livemode }: OrganizationScope) =>
  `ipn_secret:${organizationId}:${livemode ? 'live' : 'test'}`;

interface IpnSecretDeps {
  readonly runtime: Runtime;
  readonly secretBox: SecretBox;
}

const fresh = ({ runtime, secretBox }: IpnSecretDeps, scope: OrganizationScope) => {
  const secret = ipnSecret(runtime.randomBytes(SECRET_BYTES));
  return { secret, sealed: secretBox.seal(secret, ipnSecretContext(scope)) };
};

/** The secret that signs an organization's payment notifications in one mode, in clear; made when it is first asked for. */
export async function showIpnSecret(deps: IpnSecretDeps, queries: Queries, scope: OrganizationScope): Promise<string> {
  await ensureIpnSecret(deps, queries, scope);
  const sealed = await readIpnSecret(queries, scope);
  return deps.secretBox.open(toBytes(sealed!), ipnSecretContext(scope));
}

/** Makes it where there is none. */
export async function ensureIpnSecret(deps: IpnSecretDeps, queries: Queries, scope: OrganizationScope): Promise<void> {
  await insertIpnSecret(queries, scope, { sealed: fresh(deps, scope).sealed, at: deps.runtime.now() });
}

/** A new secret, which signs from the next attempt on: the header holds one signature, so there is no overlap. */
export async function rotateIpnSecret(
  deps: IpnSecretDeps,
  queries: Queries,
  scope: OrganizationScope,
): Promise<string> {
  const { secret, sealed } = fresh(deps, scope);
  await replaceIpnSecret(queries, scope, { sealed, at: deps.runtime.now() });
  return secret;
}
