/** A fault of the private database that a person can put right: `message` says what is wrong, `remedy` what to do about it. */
export class EmbeddedPostgresError extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.remedy = remedy;
  }
}

/** This machine has no database package, or one that does not run here. */
export class UnsupportedPlatformError extends EmbeddedPostgresError {
  constructor(reason: string, options?: ErrorOptions) {
    super(
      `The embedded database does not run here: ${reason}.`,
      'Set DATABASE_URL to a PostgreSQL server, version 15 or later.',
      options,
    );
  }
}

/** The unprivileged user that the database runs as cannot enter a directory above the data directory. */
export class DataDirectoryUnreachableError extends EmbeddedPostgresError {
  readonly suggestedDataDirectory: string;

  constructor(blocked: string, dataDir: string, userName: string, suggestedDataDirectory: string) {
    super(
      `The database runs as "${userName}" here, which cannot enter ${blocked} on the way to the data directory ${dataDir}.`,
      blocked === dataDir
        ? `Run: chmod o+x ${dataDir}`
        : `Set OPENTILL_DATA_DIR=${suggestedDataDirectory}, which it can reach, or start Opentill as an ordinary user.`,
    );
    this.suggestedDataDirectory = suggestedDataDirectory;
  }
}

/** The data belongs to somebody else, and only root may give it away. */
export class DataDirectoryOwnerError extends EmbeddedPostgresError {
  constructor(directory: string, ownerUid: number, ourUid: number) {
    super(
      `${directory} belongs to the user with id ${ownerUid}, but this process runs as ${ourUid}.`,
      `Start Opentill as root or as that user, or run: chown -R ${ourUid} ${directory}`,
    );
  }
}

/** Live mode as root: money is not kept by an account that other services share. */
export class DedicatedUserRequiredError extends EmbeddedPostgresError {
  constructor() {
    super(
      'In live mode the database does not run as "nobody", an account that other services may share.',
      'Start Opentill as an ordinary user of its own; or, as root, name one for the database: useradd --system opentill, then OPENTILL_DATABASE_USER=opentill. Or set DATABASE_URL.',
    );
  }
}

/** `OPENTILL_DATABASE_USER` names no user of this machine. */
export class UnknownUserError extends EmbeddedPostgresError {
  constructor(name: string, options?: ErrorOptions) {
    super(`There is no user "${name}" on this machine.`, `Create it: useradd --system ${name}`, options);
  }
}

/** The process runs as a user that the machine does not list, as containers do; PostgreSQL's programs refuse that. */
export class UnlistedUserError extends EmbeddedPostgresError {
  constructor(uid: number, options?: ErrorOptions) {
    super(
      `The database does not run as user ${uid}, which has no entry in /etc/passwd.`,
      `Add the user to this machine or image (useradd --system --uid ${uid} opentill), or set DATABASE_URL.`,
      options,
    );
  }
}

/** The data was written by another major version of PostgreSQL. */
export class DataVersionError extends EmbeddedPostgresError {
  constructor(directory: string, found: string, ours: string) {
    super(
      `${directory} was written by PostgreSQL ${found}; this version of Opentill brings PostgreSQL ${ours}.`,
      `Start the Opentill that wrote it, copy its database with pg_dump, and restore it with psql into a new data directory; or let a PostgreSQL ${found} serve it and set DATABASE_URL.`,
    );
  }
}

/** No directory for the socket: each candidate's path is too long, or it is somebody else's. */
export class SocketDirectoryError extends EmbeddedPostgresError {
  constructor(candidates: readonly string[], limitBytes: number) {
    super(
      `The database's socket needs a private directory and a path of at most ${limitBytes} bytes; none of these is one: ${candidates.join(', ')}.`,
      'Choose a data directory with a shorter path (OPENTILL_DATA_DIR).',
    );
  }
}

/** The file with the database's password is gone, unreadable, or another database's. */
export class PasswordFileError extends EmbeddedPostgresError {
  constructor(path: string, options?: ErrorOptions) {
    super(`The password in ${path} does not open the database beside it.`, 'Restore that file from a backup.', options);
  }
}

/** The data directory cannot be made or written. */
export class DataDirectoryUnwritableError extends EmbeddedPostgresError {
  constructor(dataDir: string, options: { cause: unknown }) {
    const reason = (options.cause as NodeJS.ErrnoException).code ?? 'unknown';
    super(
      `The data directory ${dataDir} cannot be written (${reason}).`,
      'Give it to the user that runs Opentill, or set OPENTILL_DATA_DIR to another directory.',
      options,
    );
  }
}

/** A lock in the data directory was not to be had. */
export class LockError extends EmbeddedPostgresError {
  constructor(path: string, options?: ErrorOptions) {
    const busy = options === undefined;
    super(
      busy ? `Another process holds ${path} for too long.` : `${path} cannot be locked.`,
      busy
        ? 'Try again once the other Opentill has started or stopped.'
        : 'Put the data directory on a local disk that this user can write.',
      options,
    );
  }
}

/** Another Opentill server works on this data directory. */
export class DataDirectoryInUseError extends EmbeddedPostgresError {
  readonly url: string | undefined;
  readonly pid: number | undefined;

  constructor(dataDir: string, holder: { url: string; pid: number } | undefined) {
    const who = holder ? `the server at ${holder.url} (process ${holder.pid})` : 'another Opentill server';
    super(
      `The data directory ${dataDir} is in use by ${who}.`,
      'Stop that one first, or set OPENTILL_DATA_DIR to another directory. Several processes on one database need DATABASE_URL.',
    );
    this.url = holder?.url;
    this.pid = holder?.pid;
  }
}

/** `initdb` or `postgres` ended where it should not have; the message carries the last line it said. */
export class DatabaseStartError extends EmbeddedPostgresError {
  constructor(what: string, lastWords: string, logPath?: string, options?: ErrorOptions) {
    super(
      `${what}${lastWords ? `: ${lastWords}` : '.'}`,
      logPath ? `See ${logPath}.` : 'Check the free space and the permissions of the data directory.',
      options,
    );
  }
}
