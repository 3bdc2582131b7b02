import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from './embedded-postgres-cluster.js';
import { createDatabase, databaseUrl, maintenanceDatabase } from './embedded-postgres-connection.js';
import { EmbeddedPostgresFailed, isPassing } from './embedded-postgres-errors.js';
import { errorLine } from './error-code.js';
import { type FolderLock, type FolderRole, enterFolder } from './embedded-postgres-lock.js';
import { stopServer } from './embedded-postgres-process.js';
import { type RunningServer, startOrAdopt } from './embedded-postgres-server.js';
import type { ServerSettings } from './embedded-postgres-settings.js';

/** Whose server, how it is to be started, as whom it is used, and who is told about it. */
export interface UseOptions {
  readonly cluster: Cluster;
  readonly settings: ServerSettings;
  readonly role: FolderRole;
  readonly log: (line: string) => void;
}

const maxEntries = 40;
const entryTimeout = 240_000;
const entryPause = 250;
/** Within an hour (in milliseconds): a server that dies more often needs a person. */
const maxRecoveries = 10;
const recoveriesCountFor = 3_600_000;

/**
 * One process' use of a cluster's server, from entering (which starts the server where nobody did) to leaving (which
 * stops it where nobody else uses it). In between it takes its locks back when the connection that holds them is cut,
 * and starts a server again that died, on the same port.
 */
export class ServerUse {
  /** Settles, with the reason, only when the server or the right to the folder is lost for good. */
  readonly lost: Promise<Error>;
  private reportLoss: (error: Error) => void = () => undefined;
  private entered: { readonly server: RunningServer; readonly lock: FolderLock } | undefined;
  private recovery: Promise<void> = Promise.resolve();
  /** When it went down, as `performance.now()` counts. */
  private recoveries: number[] = [];
  private leaving: Promise<void> | undefined;

  constructor(private readonly options: UseOptions) {
    this.lost = new Promise((resolve) => (this.reportLoss = resolve));
  }

  get server(): RunningServer {
    if (!this.entered) throw new EmbeddedPostgresFailed('PostgreSQL has not been entered');
    return this.entered.server;
  }

  /** @throws DataFolderInUse, EmbeddedPostgresFailed */
  async enter(wantedPort?: number): Promise<void> {
    const deadline = Date.now() + entryTimeout;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.enterOnce(wantedPort);
      } catch (error) {
        // Whoever left last is stopping the server: it has to be started again.
        if (!isPassing(error)) throw error;
        if (attempt >= maxEntries || Date.now() > deadline) {
          throw new EmbeddedPostgresFailed(
            `PostgreSQL of ${this.options.cluster.folder} cannot be used: ${errorLine(error)}`,
          );
        }
      }
      await delay(entryPause);
    }
  }

  private async enterOnce(wantedPort?: number): Promise<void> {
    const { cluster, settings, role, log } = this.options;
    const server = await startOrAdopt(cluster, settings, wantedPort);
    await createDatabase(cluster, server.port);
    const url = databaseUrl(cluster, server.port, maintenanceDatabase);
    const lock = await enterFolder(url, cluster.dataDir, role, () => this.recover());
    this.entered = { server, lock };
    const { pid, port, adopted } = server;
    log(`PostgreSQL ${adopted ? 'taken over' : 'started'}: process ${pid}, port ${port}, ${cluster.folder}`);
  }

  private recover(): void {
    if (this.leaving || !this.entered) return;
    const { pid, port } = this.entered.server;
    this.options.log(`PostgreSQL (process ${pid}) went down; looking for it again`);
    this.recovery = this.enterAgain(port).catch((error: unknown) => {
      this.reportLoss(error instanceof Error ? error : new Error(String(error)));
    });
  }

  private async enterAgain(port: number): Promise<void> {
    const now = performance.now();
    this.recoveries = [...this.recoveries.filter((then) => now - then < recoveriesCountFor), now];
    if (this.recoveries.length > maxRecoveries) {
      throw new EmbeddedPostgresFailed(
        `PostgreSQL went down ${this.recoveries.length} times within an hour; see ${this.options.cluster.logFile}`,
      );
    }
    await this.enter(port);
    // The pools know one address.
    if (this.server.port === port) return;
    throw new EmbeddedPostgresFailed(
      `PostgreSQL was started by another process, on port ${this.server.port}, not ${port}`,
    );
  }

  /** Does nothing the second time. */
  leave(): Promise<void> {
    return (this.leaving ??= this.leaveOnce());
  }

  private async leaveOnce(): Promise<void> {
    await this.recovery;
    if (!this.entered) return;
    const { server, lock } = this.entered;
    try {
      if (await lock.leave()) await stopServer(server.pid, this.options.cluster.folder);
    } catch (error) {
      // It went down by itself in this very moment.
      if (!isPassing(error)) throw error;
    } finally {
      await lock.release();
    }
  }
}
