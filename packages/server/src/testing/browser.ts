import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const run = promisify(execFile);

/** Not the package's own defaults: those run everything in one process and switch web security off. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts the Chromium that comes inside an npm package, headless. Close it after use. It is unpacked once a version into the
 * machine's temporary folder; where the machine lacks the libraries or fonts that it needs, those of the package are used.
 */
export async function launchBrowser(): Promise<Browser> {
  const folder = await unpackedChromium();
  const executablePath = join(folder, 'chromium');
  const env = { ...process.env, ...(await missingParts(folder, executablePath)) } as Record<string, string>;
  return chromium.launch({ executablePath, headless: true, args: ARGUMENTS, env });
}

/** Unpacks beside the final place and moves it there whole, so that test files starting at once never see half of it. */
async function unpackedChromium(): Promise<string> {
  const packageFolder = dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')));
  const { version } = createRequire(import.meta.url)(join(packageFolder, 'package.json')) as { version: string };
  const folder = join(tmpdir(), `opentill-chromium-${version}`);
  if (existsSync(join(folder, 'chromium'))) return folder;
  const staging = await mkdtemp(`${folder}-`);
  const unpack = "import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())";
  // The package unpacks into TMPDIR, and its libraries only where it believes to be on Amazon Linux.
  const env = { ...process.env, TMPDIR: staging, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' };
  await run(process.execPath, ['--input-type=module', '-e', unpack], { env, cwd: packageFolder });
  await rename(staging, folder).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    await rm(staging, { recursive: true, force: true });
  });
  return folder;
}

/** The environment that points to the package's libraries and fonts, as far as the machine has none of its own. */
async function missingParts(folder: string, executablePath: string): Promise<Record<string, string>> {
  const starts = await run(executablePath, ['--version', '--no-sandbox']).then(
    () => true,
    () => false,
  );
  const fonts = await readdir('/usr/share/fonts').catch(() => []);
  return {
    ...(starts ? {} : { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') }),
    ...(fonts.length > 0 ? {} : { FONTCONFIG_PATH: join(folder, 'fonts') }),
  };
}
