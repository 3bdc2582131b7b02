/** Bounds of what an import reads. Sizes in characters (UTF-16 code units) unless said otherwise. */
export const importLimits = {
  /** One row of a CSV file, one line of NDJSON: a cell of a megabyte passes and is judged by its field. */
  recordSize: 4_000_000,
  /** A file that is one JSON value has to be held as a whole. */
  jsonFileSize: 64_000_000,
  filesInFolder: 100_000,
  columns: 2_000,
  /** Levels of objects and lists in one line. */
  depth: 64,
  /** Characters of one value as a report shows it. */
  shownValue: 200,
} as const;

/** A file cannot be read at all: nothing of it was imported. `line` and `column` count from 1. */
export class ImportFileError extends Error {
  override readonly name = 'ImportFileError';
  constructor(
    readonly file: string,
    reason: string,
    readonly line?: number,
    readonly column?: number,
  ) {
    super(
      `${file}${line === undefined ? '' : `:${line}${column === undefined ? '' : `:${column}`}`}: ${reason}`,
    );
  }
}
