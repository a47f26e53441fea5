const OLDEST_GLIBC = [2, 27] as const;

export interface System {
  readonly platform: NodeJS.Platform;
  /** Undefined where the C library is another one. */
  readonly glibcVersion: string | undefined;
}

/** Why PostgreSQL's programs do not run here, as the end of a sentence; `said` is what starting them answered. */
export function whyUnusable(said: string, { platform, glibcVersion }: System = thisSystem()): string {
  if (platform === 'linux' && glibcVersion === undefined) {
    return 'its packages need glibc, and this system has another C library (musl)';
  }
  if (platform === 'linux' && glibcVersion && isOlder(glibcVersion)) {
    return `its packages need glibc ${OLDEST_GLIBC.join('.')} or later, and this system has ${glibcVersion}`;
  }
  return said.trim().split('\n').at(-1) || 'its programs do not start';
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < OLDEST_GLIBC[0] || (major === OLDEST_GLIBC[0] && minor < OLDEST_GLIBC[1]);
}

function thisSystem(): System {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return { platform: process.platform, glibcVersion: report.header?.glibcVersionRuntime };
}
