import { DomainError } from '../../kernel/errors.js';
import { ConfigurationError } from '../config/config.js';
import {
  DataFolderInUse,
  DataFolderUnusable,
  EmbeddedPostgresFailed,
} from '../database/embedded-postgres-errors.js';
import { databaseFailure } from '../database/database-failure.js';
import { StoreUnavailable } from '../event-store/event-store.js';
import { ImportFileError } from '../import/import-error.js';
import { ImportInterrupted } from '../import/speak.js';
import { BuildUnderWay } from '../projections/build-generation.js';
import { OperatorError } from './operator-error.js';

/** Failures whose messages are written for whoever started the program. */
const foreseen = [
  OperatorError,
  ConfigurationError,
  DataFolderInUse,
  DataFolderUnusable,
  EmbeddedPostgresFailed,
  ImportFileError,
  ImportInterrupted,
  BuildUnderWay,
  DomainError,
  StoreUnavailable,
];

/**
 * What a program says when it ends with a failure: one line (of a file or a configuration with several mistakes, one for
 * each), without a stack. What nobody foresaw is called so, with its stack where LOG_LEVEL is debug or trace.
 */
export function failureLine(error: unknown, env: NodeJS.ProcessEnv): string {
  if (!(error instanceof Error)) return unforeseen(String(error), undefined, env);
  if (foreseen.some((kind) => error instanceof kind)) return error.message;
  const database = databaseFailure(error, env['DATABASE_URL']);
  if (database !== undefined) return database;
  if (isOfSystem(error)) return oneLine(error.message);
  return unforeseen(`${error.name}: ${oneLine(error.message)}`, error.stack, env);
}

/** A file that cannot be written, a disk that is full: the system's words name the path. */
function isOfSystem(error: Error): boolean {
  return 'syscall' in error && 'code' in error && error.message !== '';
}

function unforeseen(what: string, stack: string | undefined, env: NodeJS.ProcessEnv): string {
  if (/^(debug|trace)$/.test(env['LOG_LEVEL'] ?? ''))
    return `something unexpected happened: ${stack ?? what}`;
  return `something unexpected happened: ${what} (where, shows LOG_LEVEL=debug)`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
