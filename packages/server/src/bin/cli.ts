import { ConfigError } from '../config/config.ts';
import { COMMANDS, type Command, USAGE } from './commands.ts';
import { UsageError } from './usage.ts';

/** Exit codes: 0 done, 1 it failed, 2 the command line was wrong. */
export async function runCommand(argv: readonly string[]): Promise<number> {
  const [first, ...rest] = argv;
  if (first === undefined || first === 'help' || first === '--help' || first === '-h') {
    print(USAGE);
    return first === undefined ? 2 : 0;
  }
  const found = findCommand(first, rest);
  if (!found) {
    complain(`There is no command «${[first, ...rest].join(' ')}». opentill --help lists them.`);
    return 2;
  }
  if (found.args.includes('--help') || found.args.includes('-h')) {
    print(found.command.help);
    return 0;
  }
  return run(found.command, found.args);
}

/** `keys create …` before `keys …`: the longest name wins. */
function findCommand(
  first: string,
  rest: readonly string[],
): { command: Command; args: readonly string[] } | undefined {
  const two = COMMANDS[`${first} ${rest[0] ?? ''}`];
  if (two) return { command: two, args: rest.slice(1) };
  const one = COMMANDS[first];
  return one && { command: one, args: rest };
}

async function run(command: Command, args: readonly string[]): Promise<number> {
  try {
    return await command.run(args);
  } catch (error) {
    if (isUsage(error)) {
      complain(`${(error as Error).message}\n\n${command.help}`);
      return 2;
    }
    complain(...oneLine(error));
    return 1;
  }
}

/** Our own named errors say what to do in a line; anything else keeps its stack for a report. */
function oneLine(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  const remedy = (error as { remedy?: string }).remedy;
  if (remedy) return [error.message, remedy];
  const expected = error instanceof ConfigError || (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  if (expected || 'expected' in error) return [error.message];
  return [error.stack ?? error.message];
}

function isUsage(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return error instanceof UsageError || code.startsWith('ERR_PARSE_ARGS');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function complain(...lines: string[]): void {
  process.stderr.write(`opentill: ${lines.join('\n  ')}\n`);
}
