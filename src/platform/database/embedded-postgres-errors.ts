import { errorCode, errorLine } from './error-code.js';

/** Another living service holds the data folder. The message is one line for the operator. */
export class DataFolderInUse extends Error {
  override readonly name = 'DataFolderInUse';
}

/** The data folder cannot be made, written or reached. The message is one line that says what to do. */
export class DataFolderUnusable extends Error {
  override readonly name = 'DataFolderUnusable';
}

/** The embedded PostgreSQL cannot be installed, started or stopped here. The message carries the server's own words. */
export class EmbeddedPostgresFailed extends Error {
  override readonly name = 'EmbeddedPostgresFailed';
}

/** Whether a connection was refused, cut or left waiting because the server is starting, stopping or gone: try again. */
export function isPassing(error: unknown): boolean {
  const code = errorCode(error) ?? '';
  if (/^(57P0[1-3]|55P03|08...|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/.test(code)) return true;
  return /Connection terminated|not queryable|timeout expired/.test(errorLine(error));
}
