/** The only reader of the environment. What each variable means is in docs/configuration.md; `config.ts` gives them types. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that configure Opentill; an empty one counts as absent. */
export function readEnvironment(source: Environment = process.env): Environment {
  const entries = Object.entries(source).filter(
    ([name, value]) => (name.startsWith('OPENTILL_') || KNOWN.has(name)) && value !== undefined && value !== '',
  );
  return Object.fromEntries(entries);
}

const KNOWN: ReadonlySet<string> = new Set([
  'PORT',
  'HOST',
  'DATABASE_URL',
  'DATABASE_DIRECT_URL',
  'LOG_LEVEL',
  'NO_COLOR',
]);

/** `FakeTestnet` → `FAKE_TESTNET`: the form that a network's name takes in the name of a variable. */
export function networkEnvSuffix(network: string): string {
  return network.replaceAll(/([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3_$2$4').toUpperCase();
}
