export interface SettingsOptions {
  readonly socketDirectory: string;
  readonly maxConnections: number;
  /** Off only where the data may be lost: tests. */
  readonly durable: boolean;
}

/** Settings for a database that shares a small machine with its server; handed over on the command line, so that no old file overrules them. */
export function serverSettings({ socketDirectory, maxConnections, durable }: SettingsOptions): string[] {
  const settings: Record<string, string | number> = {
    // Never on the network: the only way in is a socket in a private directory.
    listen_addresses: '',
    unix_socket_directories: socketDirectory,
    unix_socket_permissions: '0700',
    max_connections: maxConnections,
    fsync: durable ? 'on' : 'off',
    synchronous_commit: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
    // Taken only as it is used: the index of a million addresses has its place in it, and each block is matched against that.
    shared_buffers: '128MB',
    work_mem: '4MB',
    maintenance_work_mem: '32MB',
    wal_buffers: '1MB',
    max_wal_size: '256MB',
    min_wal_size: '64MB',
    // Enough for a base backup over the protocol, nothing more.
    wal_level: 'replica',
    max_wal_senders: 2,
    max_logical_replication_workers: 0,
    max_worker_processes: 2,
    max_parallel_workers: 0,
    autovacuum_max_workers: 1,
    io_method: 'sync',
    jit: 'off',
    huge_pages: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    // Statements may hold customers' data: they never reach the log.
    log_min_error_statement: 'panic',
    log_line_prefix: '%m [%p] ',
    log_checkpoints: 'off',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
