import { DomainError } from '../../kernel/errors.js';
import {
  AppendTooLarge,
  maxAppendBytes,
  OutcomeUnknown,
  StoreUnavailable,
} from '../event-store/event-store.js';
import { OwnerErased, PersonalDataClosed } from '../privacy/personal-data.js';

/** Faults of the store, and refusals of the vault, as the codes that users know. */
export async function translateFaults<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof OutcomeUnknown) {
      throw new DomainError(
        'OUTCOME_UNKNOWN',
        'It is not known whether this was recorded: say it again with the same idempotency key',
      );
    }
    if (error instanceof StoreUnavailable) {
      throw new DomainError(
        'UNAVAILABLE',
        'The event log cannot be reached; nothing was recorded. Try again later',
      );
    }
    if (error instanceof AppendTooLarge) {
      throw new DomainError(
        'INVALID_INPUT',
        `This is more than one command may record (${maxAppendBytes} bytes)`,
      );
    }
    if (error instanceof PersonalDataClosed) {
      throw new DomainError('PERSONAL_DATA_CLOSED', `Personal data are closed: ${error.message}`);
    }
    if (error instanceof OwnerErased) {
      throw new DomainError(
        'PARTICIPANT_ERASED',
        `${error.message}: nothing may be recorded about it any more`,
        [],
        { id: error.owner },
      );
    }
    throw error;
  }
}

/** Whether the store could not be asked, or did not answer. */
export function isStoreFault({ code }: DomainError): boolean {
  return code === 'OUTCOME_UNKNOWN' || code === 'UNAVAILABLE';
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
