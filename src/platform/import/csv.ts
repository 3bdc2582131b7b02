import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { ImportFileError, importLimits } from './import-error.js';
import type { RecordSource, SourceRecord } from './records.js';
import { textOf, type TextFile } from './text-file.js';

interface ParsedRow {
  readonly record: string[];
  readonly info: { readonly empty_lines: number };
}

/**
 * A CSV file (RFC 4180; quotes inside unquoted cells are kept). Rows with more or fewer cells than the header are
 * given with a problem: to guess which cell is missing would shift values into other fields.
 * @throws ImportFileError when there is no header
 */
export async function csvSource(file: TextFile, delimiter?: string): Promise<RecordSource> {
  const separator = delimiter ?? (await guessDelimiter(file));
  const header = await readHeader(file, separator);
  return { label: file.path, columns: header, records: () => readRows(file, separator, header) };
}

async function* rawRows(
  file: TextFile,
  delimiter: string,
): AsyncGenerator<{ cells: string[]; line: number }> {
  const parser = parse({
    delimiter,
    // Each by itself: a file that was put together by hand may hold all three.
    record_delimiter: ['\r\n', '\n', '\r'],
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: importLimits.recordSize,
  });
  const text = Readable.from(textOf(file));
  text.on('error', (error) => parser.destroy(error));
  text.pipe(parser);
  // The parser counts a CRLF inside a cell as two lines.
  let line = 1;
  try {
    for await (const { record, info } of parser as AsyncIterable<ParsedRow>) {
      yield { cells: record, line: line + info.empty_lines };
      line += record.reduce((lines, cell) => lines + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 1);
    }
  } catch (error) {
    throw error instanceof CsvError ? unreadable(file.path, error, line + parser.info.empty_lines) : error;
  } finally {
    text.destroy();
  }
}

function unreadable(path: string, error: CsvError, line: number): ImportFileError {
  const open = error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE';
  return new ImportFileError(
    path,
    open
      ? 'From here on, a quotation mark is opened and not closed (or a row is larger than 4 million characters)'
      : error.message,
    line,
  );
}

async function readHeader(file: TextFile, delimiter: string): Promise<string[]> {
  for await (const { cells, line } of rawRows(file, delimiter)) {
    if (cells.length > importLimits.columns) {
      throw new ImportFileError(
        file.path,
        `There are ${cells.length} columns; at most ${importLimits.columns} are read`,
        line,
      );
    }
    return distinct(cells.map((cell) => cell.trim()));
  }
  throw new ImportFileError(file.path, 'There is no line with the names of the columns');
}

/** A name that comes again is told apart by a number, one that is missing by its place. */
function distinct(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name, index) => {
    const base = name || `(column ${index + 1})`;
    const times = (seen.get(base) ?? 0) + 1;
    seen.set(base, times);
    return times === 1 ? base : `${base} (${times})`;
  });
}

async function* readRows(
  file: TextFile,
  delimiter: string,
  header: readonly string[],
): AsyncGenerator<SourceRecord> {
  let first = true;
  for await (const { cells, line } of rawRows(file, delimiter)) {
    if (first) {
      first = false;
      continue;
    }
    if (cells.length === 1 && header.length > 1 && cells[0]!.trim() === '') continue;
    if (cells.length !== header.length) {
      const message = `The row has ${cells.length} cells, the header ${header.length}`;
      yield { file: file.path, line, problem: { code: 'RAGGED_ROW', message } };
      continue;
    }
    // Without a prototype, a column may have any name at all.
    const value = Object.create(null) as Record<string, string>;
    header.forEach((name, index) => (value[name] = cells[index]!));
    yield { file: file.path, line, value };
  }
}

/** The separator that stands most often outside quotation marks in the first line. */
async function guessDelimiter(file: TextFile): Promise<string> {
  let line = '';
  for await (const chunk of textOf(file)) {
    line += chunk;
    if (/[\r\n]/.test(line.trimStart()) || line.length > 100_000) break;
  }
  const header = (line.trimStart().split(/[\r\n]/, 1)[0] ?? '').replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t', '|'].map((sign) => ({ sign, count: header.split(sign).length - 1 }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).sign;
}
