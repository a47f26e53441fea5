import type { Hex } from '../core/hex.ts';
import type { Instant } from '../core/time.ts';
import { webhookSecret } from '../core/webhook/secret.ts';
import { toBytes } from '../store/database.ts';
import type { SecretBox } from '../store/secret-box.ts';
import type { Runtime } from './runtime.ts';

const SECRET_BYTES = 32;

/** Binds a sealed secret to its row. */
const contextOf = (organizationId: string, endpointId: string) => `webhook_endpoint:${organizationId}:${endpointId}`;

/** A fresh secret, in clear for its one showing and sealed for the books. */
export function newWebhookSecret(
  { runtime, secretBox }: { readonly runtime: Runtime; readonly secretBox: SecretBox },
  organizationId: string,
  endpointId: string,
): { readonly secret: string; readonly sealed: Buffer } {
  const secret = webhookSecret(runtime.randomBytes(SECRET_BYTES));
  return { secret, sealed: secretBox.seal(secret, contextOf(organizationId, endpointId)) };
}

export interface SealedSecrets {
  readonly organizationId: string;
  readonly endpointId: string;
  readonly sealedSecret: Hex;
  readonly sealedPreviousSecret: Hex | null;
  readonly previousSecretExpiresAt: Instant | null;
}

/** The secrets that sign now, the newest first: two during the overlap of a rotation. */
export function signingSecrets(secretBox: SecretBox, sealed: SealedSecrets, now: Instant): readonly string[] {
  const context = contextOf(sealed.organizationId, sealed.endpointId);
  const current = secretBox.open(toBytes(sealed.sealedSecret), context);
  const { sealedPreviousSecret: previous, previousSecretExpiresAt: expiresAt } = sealed;
  if (previous === null || expiresAt === null || expiresAt <= now) return [current];
  return [current, secretBox.open(toBytes(previous), context)];
}
