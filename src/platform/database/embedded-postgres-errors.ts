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

/** The `code` of a Node or PostgreSQL error, or undefined. */
export function errorCode(error: unknown): string | undefined {
  return textOf(error, 'code');
}

/** What an error says, as one line; of a program that failed, what it wrote to stderr. */
export function errorLine(error: unknown): string {
  const text = textOf(error, 'stderr') || textOf(error, 'message') || String(error);
  return text.replace(/\s+/g, ' ').trim();
}

/** Whether a connection was refused, cut or left waiting because the server is starting, stopping or gone: try again. */
export function isPassing(error: unknown): boolean {
  const code = errorCode(error) ?? '';
  if (/^(57P0[1-3]|55P03|08...|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/.test(code)) return true;
  return /Connection terminated|not queryable|timeout expired/.test(errorLine(error));
}

function textOf(error: unknown, key: 'code' | 'message' | 'stderr'): string | undefined {
  if (typeof error !== 'object' || error === null || !(key in error)) return undefined;
  const value: unknown = (error as Record<string, unknown>)[key];
  return typeof value === 'string' ? value : undefined;
}
