import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { ImportFileError, importLimits } from './import-error.js';
import type { Problem } from './records.js';

/** What happened to a row. `repeated`: an earlier run had said the same before. */
export type RowOutcome =
  'created' | 'updated' | 'done' | 'unchanged' | 'repeated' | 'skipped' | 'refused' | 'vanished';

export interface Change {
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** Where in the files a report line belongs, and how a person calls the row. */
export interface RowPlace {
  readonly file: string;
  readonly line: number;
  /** External id, else name, else idempotency key. */
  readonly key: string | null;
}

export type ReportCounts = Record<RowOutcome | 'warnings', number>;

export interface ReportLine extends Partial<RowPlace>, Partial<Problem> {
  readonly kind: RowOutcome | 'warning';
  readonly id?: string;
  readonly changes?: readonly Change[];
}

/** Refused rows that {@link ImportReport.firstRefused} keeps for the terminal. */
const SHOWN = 20;

/** Counts what happened, and writes what a person may want to look at as one JSON object a line. */
export class ImportReport {
  readonly counts: ReportCounts = {
    created: 0, updated: 0, done: 0, unchanged: 0, repeated: 0, skipped: 0, refused: 0, vanished: 0, warnings: 0,
  }; // prettier-ignore
  readonly firstRefused: ReportLine[] = [];
  private failure: Error | null = null;
  /** Shared by all who wait: hundreds of rows may report at once. */
  private drained: Promise<unknown> | null = null;

  private constructor(private readonly out: WriteStream | null) {
    out?.on('error', (error) => (this.failure = error));
  }

  /**
   * @param path where the lines go; null writes none
   * @throws ImportFileError when that file cannot be written
   */
  static async open(path: string | null): Promise<ImportReport> {
    if (path === null) return new ImportReport(null);
    const out = createWriteStream(path);
    await once(out, 'open').catch((error: Error) => {
      throw new ImportFileError(
        path,
        `The report cannot be written there (${error.message}): name another file`,
      );
    });
    return new ImportReport(out);
  }

  /** 0: every row was taken; 2: some were refused. */
  get exitCode(): 0 | 2 {
    return this.counts.refused > 0 ? 2 : 0;
  }

  count(outcome: RowOutcome): void {
    this.counts[outcome]++;
  }

  async refused(place: RowPlace, problems: readonly Problem[]): Promise<void> {
    this.counts.refused++;
    for (const problem of problems) {
      const line: ReportLine = { kind: 'refused', ...place, ...problem };
      if (this.firstRefused.length < SHOWN) this.firstRefused.push(line);
      await this.write(line);
    }
  }

  async warning(place: Partial<RowPlace>, problem: Problem): Promise<void> {
    this.counts.warnings++;
    await this.write({ kind: 'warning', ...place, ...problem });
  }

  async updated(place: RowPlace, id: string, changes: readonly Change[]): Promise<void> {
    this.counts.updated++;
    await this.write({ kind: 'updated', ...place, id, changes });
  }

  async vanished(key: string, id: string): Promise<void> {
    this.counts.vanished++;
    await this.write({ kind: 'vanished', key, id });
  }

  /** Writes the counts as the last line and ends the file. */
  async close(): Promise<void> {
    await this.write({ kind: 'summary', ...this.counts });
    if (!this.out) return;
    this.out.end();
    await finished(this.out);
  }

  private async write(line: object): Promise<void> {
    if (this.failure) throw this.failure;
    if (!this.out) return;
    const text = JSON.stringify(line, (_key, value: unknown) =>
      typeof value === 'string' ? shorten(value) : value,
    );
    if (this.out.write(`${text}\n`)) return;
    this.drained ??= once(this.out, 'drain').finally(() => (this.drained = null));
    await this.drained;
  }
}

/** As much of a text as a report shows; cut between characters, not within one. */
export function shorten(value: string): string {
  if (value.length <= importLimits.shownValue) return value;
  return `${value.slice(0, importLimits.shownValue).replace(/[\ud800-\udbff]$/, '')}…`;
}
