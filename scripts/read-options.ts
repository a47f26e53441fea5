import { type ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

/** The options of a script. One that is wrong, and `--help`, end it with how it is used, and without a stack. */
export function readOptions<const T extends Options>(usage: string, options: T) {
  if (process.argv.slice(2).some((word) => word === '--help' || word === '-h')) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return refuseOptions((error as Error).message.split('. ')[0]!, usage);
  }
}

/** Ends the script as a wrong command line does. */
export function refuseOptions(what: string, usage: string): never {
  console.error(`${what}.\n\n${usage}`);
  process.exit(2);
}
