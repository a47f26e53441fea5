import { lettersBetween } from '../core/letters-between.ts';
import { VERSION } from '../version.ts';
import type { Command } from './command.ts';
import { COMMANDS, USAGE } from './commands.ts';
import { describeFailure } from './describe-failure.ts';
import { complain, remark, say } from './print.ts';
import { UsageError } from './usage.ts';

/** Exit codes: 0 done, 1 it failed, 2 the command line was wrong. */
export async function runCommand(argv: readonly string[]): Promise<number> {
  // `opentill keys list | head -1`: who reads no further is no fault of ours. A server goes on without its log's reader.
  let goesOn = false;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      if (!goesOn) process.exit(0);
    });
  }
  const [first, ...rest] = argv;
  if (first === undefined || first === 'help' || isHelp(first)) {
    return showHelp(USAGE, first !== undefined);
  }
  if (first === '--version' || first === '-v') {
    say(`opentill ${VERSION}`);
    return 0;
  }
  const found = findCommand(first, rest);
  if (found === undefined) return answerUnknown(first, rest);
  const command = await found.load();
  goesOn = command.outlivesItsReader ?? false;
  if (found.args.some(isHelp)) {
    return showHelp(command.help, true);
  }
  return run(command, found.name, found.args);
}

interface Found {
  readonly name: string;
  readonly load: () => Promise<Command>;
  readonly args: readonly string[];
}

/** `keys create …` before `keys …`: the longest name wins. */
function findCommand(first: string, rest: readonly string[]): Found | undefined {
  const two = `${first} ${rest[0] ?? ''}`;
  if (Object.hasOwn(COMMANDS, two)) return { name: two, load: COMMANDS[two]!, args: rest.slice(1) };
  if (Object.hasOwn(COMMANDS, first)) return { name: first, load: COMMANDS[first]!, args: rest };
  return undefined;
}

/** Nothing that was typed is repeated: it may be a key that was pasted into the wrong place. */
function answerUnknown(first: string, [second]: readonly string[]): number {
  const group = Object.keys(COMMANDS).filter((name) => name.startsWith(`${first} `));
  if (group.length === 0) {
    const near = nearestCommand(first);
    complain(`There is no such command${near && `; the nearest is ${near}`}. opentill --help lists them.`);
    return 2;
  }
  if (second === undefined || isHelp(second)) {
    const lines = group.map((name) => `  opentill ${name} --help`);
    return showHelp(
      `opentill ${first} is one of these; each has its own help:\n\n${lines.join('\n')}`,
      second !== undefined,
    );
  }
  complain(`opentill ${first} is followed by ${group.map((name) => name.slice(first.length + 1)).join(', ')}.`);
  return 2;
}

/** The one that two wrong letters may have hidden, or nothing. */
function nearestCommand(typed: string): string {
  const names = Object.keys(COMMANDS).map((name) => name.split(' ')[0]!);
  const [near] = names.sort((a, b) => lettersBetween(typed, a) - lettersBetween(typed, b));
  return near !== undefined && lettersBetween(typed, near) <= 2 ? near : '';
}

/** Asked for, it is what the command prints; otherwise it says what was wrong. */
function showHelp(text: string, asked: boolean): number {
  (asked ? say : remark)(text);
  return asked ? 0 : 2;
}

async function run(command: Command, name: string, args: readonly string[]): Promise<number> {
  try {
    return await command.run(args);
  } catch (error) {
    if (error instanceof UsageError) {
      complain(error.message, `opentill ${name} --help shows how.`);
      return 2;
    }
    complain(...describeFailure(error));
    return 1;
  }
}

function isHelp(text: string): boolean {
  return text === '--help' || text === '-h';
}
