import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';

const SOURCES = new URL('src/', import.meta.url);
const GENERATED = new URL('generated/', import.meta.url);
const STAMP = new URL('generated/sources.sha256', import.meta.url);

/** What the compiler is asked for: the oldest EVM of the networks that we list, so that the code runs on all of them. */
const SETTINGS = {
  evmVersion: 'paris',
  optimizer: { enabled: true, runs: 200 },
  outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
} as const;

type Sources = Readonly<Record<string, { readonly content: string }>>;

interface CompilerOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts: Readonly<
    Record<string, Readonly<Record<string, { abi: unknown; evm: { bytecode: { object: string } } }>>>
  >;
}

/**
 * Compiles `src/*.sol` to `generated/<Name>.json` (`{abi, bytecode}`) with solc's standard JSON interface, unless what is
 * there was made of the same sources. Returns where they are. Throws with the compiler's messages.
 */
export async function buildContracts(): Promise<URL> {
  const sources = await readSources();
  const stamp = createHash('sha256').update(JSON.stringify({ SETTINGS, sources })).digest('hex');
  if ((await readFile(STAMP, 'utf8').catch(() => '')) === stamp) return GENERATED;
  const { contracts } = await compile(sources);
  await mkdir(GENERATED, { recursive: true });
  for (const [name, { abi, evm }] of Object.values(contracts).flatMap((file) => Object.entries(file))) {
    if (evm.bytecode.object === '') continue; // An interface.
    const artifact = { abi, bytecode: `0x${evm.bytecode.object}` };
    await replace(new URL(`${name}.json`, GENERATED), `${JSON.stringify(artifact, null, 2)}\n`);
  }
  await replace(STAMP, stamp);
  return GENERATED;
}

async function readSources(): Promise<Sources> {
  const names = (await readdir(SOURCES)).filter((name) => name.endsWith('.sol')).sort();
  const read = async (name: string) => [name, { content: await readFile(new URL(name, SOURCES), 'utf8') }] as const;
  return Object.fromEntries(await Promise.all(names.map(read)));
}

async function compile(sources: Sources): Promise<CompilerOutput> {
  // Only when needed: loading the compiler takes most of a second.
  const { default: solc } = await import('solc');
  const input = JSON.stringify({ language: 'Solidity', sources, settings: SETTINGS });
  const output = JSON.parse(solc.compile(input)) as CompilerOutput;
  const errors = output.errors?.map(({ formattedMessage }) => formattedMessage) ?? [];
  if (errors.length > 0) throw new Error(`The contracts do not compile:\n${errors.join('\n')}`);
  return output;
}

/** Whole or not at all: two builds may run at once. */
async function replace(file: URL, text: string): Promise<void> {
  const fresh = new URL(`${file.href}.${randomUUID()}`);
  await writeFile(fresh, text);
  await rename(fresh, file);
}

if (import.meta.main) await buildContracts();
