/** What the shop needs to know, from its environment. Nothing else in it reads the environment. */
export interface ShopConfig {
  readonly port: number;
  /** Where customers reach the shop. */
  readonly shopUrl: string;
  readonly opentillUrl: string;
  readonly apiKey: string;
  readonly webhookSecret: string;
  /** Where orders are kept; null: in memory, for a look. */
  readonly dataFile: string | null;
}

export function readConfig(env: Readonly<Record<string, string | undefined>>): ShopConfig {
  const port = Number(env['PORT'] ?? '3000');
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Error('PORT must be a number from 1 to 65535.');
  return {
    port,
    shopUrl: (env['SHOP_URL'] ?? `http://localhost:${port}`).replace(/\/+$/, ''),
    opentillUrl: required(env, 'OPENTILL_URL', 'the address of your Opentill server'),
    apiKey: required(env, 'OPENTILL_API_KEY', 'a key made by `opentill keys create`'),
    webhookSecret: required(env, 'OPENTILL_WEBHOOK_SECRET', 'the secret that came with your webhook endpoint'),
    dataFile: env['DATA_FILE'] ?? null,
  };
}

function required(env: Readonly<Record<string, string | undefined>>, name: string, what: string): string {
  const value = env[name];
  if (!value) throw new Error(`${name} is missing: ${what}.`);
  return value;
}
