import { readFileSync } from 'node:fs';

/**
 * Now, for what depends on it when it is read: terms of consents, retention, purposes. A provider, so that a test can move it:
 * see `CASEBOOK_CLOCK_FILE`.
 */
export abstract class Clock {
  abstract now(): Date;

  /** Today's date in UTC, YYYY-MM-DD. */
  today(): string {
    return this.now().toISOString().slice(0, 10);
  }
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}

/** The instant that stands in a file at each ask, as ISO 8601 with a time and its zone: for tests. */
export class FileClock extends Clock {
  constructor(private readonly path: string) {
    super();
  }

  /** @throws Error when the file cannot be read, or holds no instant */
  now(): Date {
    const text = readFileSync(this.path, 'utf8').trim();
    const instant = new Date(text);
    if (/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(instant.getTime()))
      return instant;
    throw new Error(`The clock file ${this.path} holds no instant such as 2026-01-31T09:05:00Z`);
  }
}
