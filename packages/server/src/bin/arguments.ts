import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './usage.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * The command's options and, where it takes one, its argument. No value is ever repeated: it may be a secret in the wrong place.
 * @throws {UsageError}
 */
export function readArguments<const T extends Options>(
  args: readonly string[],
  options: T,
  { positionals = 0 }: { positionals?: 0 | 1 } = {},
) {
  const read = parsed(args, options);
  if (read.positionals.length > positionals) {
    throw new UsageError(positionals === 0 ? 'This command takes no argument.' : 'This command takes one argument.');
  }
  return { values: read.values, positional: read.positionals[0] };
}

function parsed<const T extends Options>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(explain(error as NodeJS.ErrnoException, Object.keys(options)), { cause: error });
  }
}

function explain({ code, message }: NodeJS.ErrnoException, known: readonly string[]): string {
  const option = /'(?:-\w, )?--([a-z-]+)/.exec(message)?.[1];
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' || option === undefined || !known.includes(option)) {
    return known.length === 0
      ? 'This command has no options.'
      : `There is no such option; there are ${known.map((name) => `--${name}`).join(', ')}.`;
  }
  return message.includes('does not take') ? `--${option} takes no value.` : `--${option} needs a value.`;
}

/** `test` or `live`, as true for live. */
export function readLivemode(text: string): boolean {
  if (text !== 'test' && text !== 'live') throw new UsageError('--mode is test or live.');
  return text === 'live';
}
