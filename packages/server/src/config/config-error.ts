/** The configuration cannot be used; says which variable and what it must be, never its value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
