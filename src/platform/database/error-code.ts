/** SQLSTATE of a lock that was not had within `lock_timeout`. */
export const lockNotAvailable = '55P03';

/** The `code` of a Node or PostgreSQL error, or undefined. */
export function errorCode(error: unknown): string | undefined {
  return textOf(error, 'code');
}

/** What an error says, as one line; of a program that failed, what it wrote to stderr. */
export function errorLine(error: unknown): string {
  const text = textOf(error, 'stderr') || textOf(error, 'message') || String(error);
  return text.replace(/\s+/g, ' ').trim();
}

function textOf(error: unknown, key: 'code' | 'message' | 'stderr'): string | undefined {
  if (typeof error !== 'object' || error === null || !(key in error)) return undefined;
  const value: unknown = (error as Record<string, unknown>)[key];
  return typeof value === 'string' ? value : undefined;
}
