import type { Personal, SealedPersonal } from '../../kernel/personal.js';

/** The base has no master key, or not the one that its data keys were wrapped with: personal data cannot be read or written. */
export class PersonalDataClosed extends Error {
  override readonly name = 'PersonalDataClosed';
}

/** A key was asked for whose owner has been erased: nothing may be written about them any more. */
export class OwnerErased extends Error {
  override readonly name = 'OwnerErased';
  constructor(readonly owner: string) {
    super(`${owner} has been erased`);
  }
}

/**
 * What tells of persons, opened and erased. Keys live in the schema `vault`, wrapped by a master key that is kept outside the
 * database; names of keys and their owners: kernel/personal.ts.
 */
export abstract class PersonalData {
  /** Whether there is a master key that fits; null when all is well, otherwise one line that says what is wrong. */
  abstract readonly closed: string | null;

  /**
   * Opens what was read sealed, in the order given. Where a key is gone the value is erased. Asks the vault at every call:
   * what has been erased is never answered from memory.
   * @throws PersonalDataClosed
   */
  abstract open<Value>(values: readonly SealedPersonal[]): Promise<Personal<Value>[]>;

  /**
   * Destroys every key of `owner` and sees to it that none is ever made again; the fingerprint keys of all records in which
   * the owner speaks; and all keys of those records in which nobody else speaks whose keys are left. Written to the erasure
   * ledger too. Saying it again does nothing.
   */
  abstract eraseOwner(owner: string): Promise<void>;

  /** Destroys the keys of a record's versions before `below`, whoever speaks in them, and its fingerprint key. Repeatable. */
  abstract eraseVersions(record: string, below: number): Promise<void>;

  /** Destroys all keys of a record, whoever speaks in it, and sees to it that none is ever made again. Repeatable. */
  abstract eraseRecord(record: string): Promise<void>;

  /** Called after every erasure in this process: caches drop what they hold. */
  abstract onErased(listener: () => void): void;

  /**
   * A UUID that looks random and tells nothing, but is the same for the same words as long as the base lives (so that a
   * retry finds its record): for records whose ids must not be derived from what somebody could guess. @throws PersonalDataClosed
   */
  abstract secretUuid(...words: readonly string[]): Promise<string>;

  /**
   * Fingerprint of a command on the stream `stream`: `<key fingerprint>:<hmac>`, under a key of that stream that goes when
   * what it stands for is erased. {@link sameFingerprint} compares two. @throws PersonalDataClosed
   */
  abstract fingerprint(stream: string, text: string): Promise<string>;
}

/** Of a command on a stream of which no key is made any more. */
export const noFingerprint = 'erased:';

/** Whether two fingerprints may be of the same words: those made with different keys cannot be told apart. */
export function sameFingerprint(a: string, b: string): boolean {
  return a === b || a.split(':', 1)[0] !== b.split(':', 1)[0];
}
