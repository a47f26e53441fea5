import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** There is no anvil package for this machine: `platform` and `arch` are Node's words for it. */
export class AnvilMissingError extends Error {
  override readonly name = 'AnvilMissingError';
  constructor(platform: string, arch: string, options?: ErrorOptions) {
    super(
      `The development chain needs the package @foundry-rs/anvil-${platform}-${toFoundryArch(arch)}, which is not installed: ` +
        'run `npm ci` without --omit=optional, on Linux (glibc 2.35 or newer) or macOS.',
      options,
    );
  }
}

/**
 * The path of this platform's anvil program itself. The `anvil` in `.bin` is a wrapper:
 * killing that leaves the chain running.
 */
export function findAnvilBinary(platform: string = process.platform, arch: string = process.arch): string {
  const name = `@foundry-rs/anvil-${platform}-${toFoundryArch(arch)}`;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    return join(dirname(manifest), 'bin', 'anvil');
  } catch (cause) {
    throw new AnvilMissingError(platform, arch, { cause });
  }
}

function toFoundryArch(arch: string): string {
  return arch === 'x64' ? 'amd64' : arch;
}
