/** What the shop needs to know, from its environment. Nothing else in it reads the environment. */
export interface ShopConfig {
  /** 0: any free one. */
  readonly port: number;
  /** Where customers reach the shop; null: on this machine, at the port. */
  readonly shopUrl: string | null;
  /** Where customers and we reach the Opentill server. */
  readonly opentillUrl: string;
  readonly apiKey: string;
  readonly webhookSecret: string;
  /** Where orders are kept; null: in memory, for a look. */
  readonly dataFile: string | null;
}

/** Something in the environment is missing or wrong; the message names it and says what would do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws ConfigError */
export function readConfig(env: Environment = process.env): ShopConfig {
  return {
    port: readPort(env['PORT'] || '3000'),
    shopUrl: env['SHOP_URL'] ? readUrl('SHOP_URL', env['SHOP_URL']) : null,
    opentillUrl: readUrl('OPENTILL_URL', required(env, 'OPENTILL_URL', 'the address of your Opentill server')),
    apiKey: required(env, 'OPENTILL_API_KEY', 'a key made by `opentill keys create`'),
    webhookSecret: readSecret(
      required(env, 'OPENTILL_WEBHOOK_SECRET', 'the secret that your webhook endpoint was given, whsec_…'),
    ),
    dataFile: env['DATA_FILE'] || null,
  };
}

function required(env: Environment, name: string, what: string): string {
  const value = env[name];
  if (!value) throw new ConfigError(`${name} is missing: ${what}.`);
  return value;
}

function readPort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text);
  throw new ConfigError('PORT must be a number from 0 to 65535.');
}

function readUrl(name: string, text: string): string {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return text.replace(/\/+$/, '');
  throw new ConfigError(`${name} must be an address that starts with http:// or https://.`);
}

/** The secret itself stays out of the message. */
function readSecret(text: string): string {
  if (/^whsec_[A-Za-z0-9+/]+=*$/.test(text)) return text;
  throw new ConfigError('OPENTILL_WEBHOOK_SECRET must be the whole secret, whsec_ included.');
}
