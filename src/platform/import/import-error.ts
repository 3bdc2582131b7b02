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

/** A text out of a file as a terminal may show it: neither control characters nor what turns the reading direction. */
export function visible(text: string): string {
  return text.replace(/(?!\n)[\p{Cc}\p{Bidi_Control}]/gu, '\ufffd');
}

/** Why a file could not be opened or read, in words. */
export function unopened(path: string, { code, message }: NodeJS.ErrnoException): ImportFileError {
  const reasons: Record<string, string> = {
    ENOENT: 'There is no such file',
    EISDIR: 'This is a folder, not a file',
    EACCES: 'There is no permission to read it',
  };
  return new ImportFileError(path, reasons[code ?? ''] ?? message);
}

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
      `${file}${line === undefined ? '' : `:${line}${column === undefined ? '' : `:${column}`}`}: ${visible(reason)}`,
    );
  }
}
