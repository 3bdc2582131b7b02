import { DomainError } from '../../kernel/errors.js';
import type { AnyCommand } from './aggregate.js';

/** The latest calendar date anywhere on Earth now, YYYY-MM-DD: a date beyond it lies in the future wherever it was noted. */
export function latestToday(now: Date = new Date()): string {
  const AHEAD_OF_UTC = 14 * 60 * 60 * 1_000;
  return new Date(now.getTime() + AHEAD_OF_UTC).toISOString().slice(0, 10);
}

/** @throws DATE_IN_FUTURE when a date of the command has not come yet */
export function assertNotInFuture(command: AnyCommand, fields: readonly string[]): void {
  const today = latestToday();
  for (const field of fields) {
    const date = command[field];
    if (typeof date === 'string' && date > today) {
      throw new DomainError('DATE_IN_FUTURE', `${date} has not come yet`, [field], { today });
    }
  }
}
