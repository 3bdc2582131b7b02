import {
  AccessDeniedError,
  MaxAppendSizeExceededError,
  StreamDeletedError,
  StreamNotFoundError,
  UnknownError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';

/**
 * What a failed append came to. `unsent`: nothing was written. `refused`: trying again is no use. `unknown`: it may have been
 * written, for the error of one call rejects every append of the process.
 */
export type AppendVerdict = 'wrong-revision' | 'too-large' | 'unsent' | 'refused' | 'unknown';

export function appendVerdict(error: unknown): AppendVerdict {
  if (error instanceof WrongExpectedVersionError) return 'wrong-revision';
  if (error instanceof MaxAppendSizeExceededError) return 'too-large';
  if (error instanceof AccessDeniedError || error instanceof StreamDeletedError) return 'refused';
  if (error instanceof UnknownError) {
    if (error.message.includes('Server Is Not Ready')) return 'unsent';
    if (error.message.includes('BadRequest')) return 'refused';
  }
  // What fails before the call that appends is no error of a command: no server, or no node of a cluster found.
  return error instanceof Error && 'type' in error && error.type !== undefined ? 'unknown' : 'unsent';
}

/** A read that trying again cannot mend. */
export function isRefusedRead(error: unknown): boolean {
  return error instanceof AccessDeniedError || error instanceof StreamDeletedError;
}

export function isMissingStream(error: unknown): boolean {
  return error instanceof StreamNotFoundError;
}
