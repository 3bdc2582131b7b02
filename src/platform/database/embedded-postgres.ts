import { prepareCluster } from './embedded-postgres-cluster.js';
import { createDatabase, databaseName, databaseUrl } from './embedded-postgres-connection.js';
import type { FolderRole } from './embedded-postgres-lock.js';
import { stopServer } from './embedded-postgres-process.js';
import { startOrAdopt } from './embedded-postgres-server.js';
import { type ServerSettings, serverSettings } from './embedded-postgres-settings.js';
import { ServerUse } from './embedded-postgres-use.js';

export { DataFolderInUse, DataFolderUnusable, EmbeddedPostgresFailed } from './embedded-postgres-errors.js';

export interface EmbeddedPostgresOptions {
  /** Made where it is missing; a relative path starts at the working directory. */
  readonly dataDir: string;
  /** Is told in one line what happens to the server. */
  readonly log?: (line: string) => void;
  /** Replace single server settings. */
  readonly settings?: ServerSettings;
}

/** A PostgreSQL server that runs on this machine, for 127.0.0.1 only. */
interface RunningPostgres {
  /** Address of the database `casebook`; contains the password. */
  readonly url: string;
  /** Changes when the server died and was started again. */
  readonly pid: number;
  readonly port: number;
  /** Absolute, without symbolic links. */
  readonly dataDir: string;
  /** It ran already and was taken over. */
  readonly adopted: boolean;
}

export interface EmbeddedPostgres extends RunningPostgres {
  /** Stops the server, whoever uses it: 10 s for a clean end, then at once. May be called again. */
  stop(): Promise<void>;
}

export interface OpenedPostgres extends RunningPostgres {
  /** Ends this use; the last one out stops the server. End the pools first. May be called again. */
  close(): Promise<void>;
  /** Settles, with the reason, only when the server or the right to the folder is lost for good while it is open. */
  readonly lost: Promise<Error>;
}

/**
 * Starts the PostgreSQL of a data folder, or adopts the one that runs there, and makes its database `casebook`. Knows no
 * owner: a service and its commands use `openEmbeddedPostgres`.
 * @throws DataFolderUnusable, EmbeddedPostgresFailed
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const settings = serverSettings(options.settings);
  const cluster = await prepareCluster(options.dataDir, settings.fsync !== 'off');
  const server = await startOrAdopt(cluster, settings);
  await createDatabase(cluster, server.port);
  const { pid, port, adopted } = server;
  options.log?.(
    `PostgreSQL ${adopted ? 'taken over' : 'started'}: process ${pid}, port ${port}, ${cluster.folder}`,
  );
  let stopped: Promise<void> | undefined;
  return {
    url: databaseUrl(cluster, port, databaseName),
    pid,
    port,
    adopted,
    dataDir: cluster.dataDir,
    stop: () => (stopped ??= stopServer(pid, cluster.folder)),
  };
}

/**
 * Opens the PostgreSQL of a data folder for a service, of which there is one at a time, or for a command, which may run
 * beside the service. Whoever comes first starts the server and whoever leaves last stops it: a server that a command
 * started survives it under a service that took it over. One that dies meanwhile is started again at the same address.
 * @throws DataFolderInUse for a second service; DataFolderUnusable, EmbeddedPostgresFailed
 */
export async function openEmbeddedPostgres(
  options: EmbeddedPostgresOptions & { readonly role: FolderRole },
): Promise<OpenedPostgres> {
  const settings = serverSettings(options.settings);
  const cluster = await prepareCluster(options.dataDir, settings.fsync !== 'off');
  const use = new ServerUse({ cluster, settings, role: options.role, log: options.log ?? (() => undefined) });
  await use.enter();
  const { port, adopted } = use.server;
  return {
    url: databaseUrl(cluster, port, databaseName),
    get pid() {
      return use.server.pid;
    },
    port,
    adopted,
    dataDir: cluster.dataDir,
    lost: use.lost,
    close: () => use.leave(),
  };
}
