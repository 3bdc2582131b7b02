import { totalmem } from 'node:os';

/** Server settings as PostgreSQL spells them, e.g. `{ fsync: 'off' }`. */
export type ServerSettings = Readonly<Record<string, string>>;

const gigabyte = 1024 ** 3;

/** The settings of an embedded server; `own` replace single ones. */
export function serverSettings(own: ServerSettings = {}): ServerSettings {
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '100',
    shared_buffers: sharedBuffers(availableMemory()),
    max_wal_size: '4GB',
    checkpoint_timeout: '30min',
    // Compiling a plan costs more than the short statements of a read model.
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...own,
  };
}

function sharedBuffers(memory: number): string {
  if (memory >= 8 * gigabyte) return '512MB';
  if (memory >= 2 * gigabyte) return '256MB';
  return memory >= gigabyte ? '128MB' : '64MB';
}

/** Bytes that this machine or container may use; an unlimited container reports 0 or an absurdly high figure. */
function availableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}
