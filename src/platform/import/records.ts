/** Why a row, or a value in it, was not taken. `path` leads to the field, `column` is where the value came from. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly column?: string;
}

/** One row, line or document of a file. `line` is where it begins, from 1. */
export interface SourceRecord {
  readonly file: string;
  readonly line: number;
  /** Cells by column, or a JSON value; absent where the row could not be read. */
  readonly value?: unknown;
  readonly problem?: Problem;
}

/** A place to read rows from, as often as wanted: once to check and count, once to import. */
export interface RecordSource {
  readonly label: string;
  /** Names of the columns of tabular files; null where each record has keys of its own. */
  readonly columns: readonly string[] | null;
  records(): AsyncIterable<SourceRecord>;
}
