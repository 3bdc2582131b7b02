import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';
import { migrate } from '../../src/platform/database/migrate.js';
import { eventLogMigrations } from '../../src/platform/database/migrations/index.js';

/** An embedded PostgreSQL with the settings of the service (fsync on) and an empty event log, in a folder of its own. */
export interface BenchLog {
  readonly url: string;
  /** Stops the server and removes its folder. */
  close(): Promise<void>;
}

export async function openBenchLog(): Promise<BenchLog> {
  const dataDir = await mkdtemp(join(tmpdir(), 'casebook-bench-'));
  const remove = () => rm(dataDir, { recursive: true, force: true });
  try {
    // mkdtemp's folder is closed to others, and as root the server runs as another user.
    await chmod(dataDir, 0o755);
    const server = await startEmbeddedPostgres({ dataDir });
    const close = async () => {
      await server.stop();
      await remove();
    };
    try {
      await migrate(server.url, eventLogMigrations);
      return { url: server.url, close };
    } catch (error) {
      await close();
      throw error;
    }
  } catch (error) {
    await remove();
    throw error;
  }
}
