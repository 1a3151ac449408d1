import { existsSync, readdirSync, statSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';

/** Sized for a machine that also runs the server and ClickHouse; personal data stays out of the log. */
const defaults: Readonly<Record<string, string>> = {
  max_connections: '40',
  effective_cache_size: '1GB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  // The binaries have pglz only, which took two fifths of a busy shop's time.
  wal_compression: 'off',
  checkpoint_timeout: '15min',
  max_wal_size: '2GB',
  synchronous_commit: 'on',
  fsync: 'on',
  jit: 'off',
  max_logical_replication_workers: '0',
  random_page_cost: '1.1',
  // No separate I/O worker processes: memory at rest.
  io_method: 'sync',
  // A client that died while its query runs would else keep its locks until the query ends.
  client_connection_check_interval: '2s',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Errors are answered to whoever asked, and their words may quote what a member entered: only the server's own life is logged.
  log_min_messages: 'log',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
};

const MB = 1024 * 1024;
const SMALLEST_BUFFERS = 128 * MB;
/** Members that are drawn at random touch a third of what the shop has on disk; with less, half of the reads miss. */
const SHARE_OF_DISK = 1 / 2;
const MOST_OF_MEMORY = 1 / 8;

/** Settings for what lies in this folder: buffers grow with the shop from start to start, so that a small one takes little memory. */
export function settingsFor(dataFolder: string): Readonly<Record<string, string>> {
  const wanted = Math.min(sizeOf(join(dataFolder, 'base')) * SHARE_OF_DISK, totalmem() * MOST_OF_MEMORY);
  return { ...defaults, shared_buffers: `${Math.round(Math.max(SMALLEST_BUFFERS, wanted) / MB)}MB` };
}

function sizeOf(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    // A file may go while the folder is read: a server that was left running still works on it.
    if (entry.isDirectory()) return sum + sizeOf(path);
    return sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0);
  }, 0);
}
