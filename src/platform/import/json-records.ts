import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ImportFileError, importLimits } from './import-error.js';
import type { RecordSource, SourceRecord } from './records.js';
import { inspectTextFile, textOf, type TextFile } from './text-file.js';

/** A line of a text file. `text` is absent where the line is too long to be held. */
export interface Line {
  readonly line: number;
  readonly text?: string;
}

/** Lines ended by LF or CRLF, numbered from 1; each is held only up to {@link importLimits}.recordSize. */
export async function* linesOf(file: TextFile): AsyncGenerator<Line> {
  let line = 1;
  let rest = '';
  let overlong = false;
  const give = (text: string): Line => {
    const given =
      overlong || text.length > importLimits.recordSize
        ? { line }
        : { line, text: text.endsWith('\r') ? text.slice(0, -1) : text };
    line++;
    overlong = false;
    return given;
  };
  for await (const chunk of textOf(file)) {
    let from = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', from)) {
      yield give(rest + chunk.slice(from, end));
      rest = '';
      from = end + 1;
    }
    rest += chunk.slice(from);
    if (rest.length > importLimits.recordSize) {
      overlong = true;
      rest = '';
    }
  }
  if (rest || overlong) yield give(rest);
}

/** JSON Lines: one value a line, blank lines aside. A line that is no JSON is given with a problem. */
export function jsonLinesSource(file: TextFile): RecordSource {
  return { label: file.path, columns: null, records: () => readLines(file) };
}

async function* readLines(file: TextFile): AsyncGenerator<SourceRecord> {
  for await (const { line, text } of linesOf(file)) {
    if (text?.trim() === '') continue;
    yield { file: file.path, line, ...parseLine(text) };
  }
}

/** The value of one line, or why there is none. */
export function parseLine(text: string | undefined): Pick<SourceRecord, 'value' | 'problem'> {
  if (text === undefined) {
    return {
      problem: {
        code: 'LINE_TOO_LONG',
        message: `The line is longer than ${importLimits.recordSize} characters`,
      },
    };
  }
  try {
    const value: unknown = JSON.parse(text);
    return depthExceeds(value, importLimits.depth)
      ? { problem: { code: 'TOO_DEEP', message: `The line nests more than ${importLimits.depth} levels` } }
      : { value };
  } catch (error) {
    return { problem: { code: 'NOT_JSON', message: `The line is not JSON${whereOf(error)}` } };
  }
}

/** The engine's own message quotes what stands there; a report must not, for it may tell of somebody. */
function whereOf(error: unknown): string {
  const position = / at position (\d+)/.exec((error as Error).message)?.[1];
  return position === undefined ? '' : `, at character ${Number(position) + 1}`;
}

function depthExceeds(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (levels === 0) return true;
  return Object.values(value).some((part) => depthExceeds(part, levels - 1));
}

/** One file that is a JSON value: each item of a list, or the value itself. */
export function jsonFileSource(file: TextFile): RecordSource {
  return { label: file.path, columns: null, records: () => readJsonFile(file) };
}

async function* readJsonFile(file: TextFile): AsyncGenerator<SourceRecord> {
  if (file.bytes > importLimits.jsonFileSize) {
    throw new ImportFileError(
      file.path,
      `A JSON file of more than ${importLimits.jsonFileSize} bytes is not read: turn it into JSON Lines`,
    );
  }
  let text = '';
  for await (const chunk of textOf(file)) text += chunk;
  const { value, problem } = parseWhole(text);
  if (problem) yield { file: file.path, line: 1, problem };
  else if (Array.isArray(value))
    for (const item of value) yield { file: file.path, line: 1, value: item as unknown };
  else yield { file: file.path, line: 1, value };
}

function parseWhole(text: string): Pick<SourceRecord, 'value' | 'problem'> {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { problem: { code: 'NOT_JSON', message: `The file is not JSON${whereOf(error)}` } };
  }
}

/** All `*.json` files of a folder, by name; one that cannot be read is a row that is refused, not the end of the others. */
export async function jsonFolderSource(folder: string, encoding?: string): Promise<RecordSource> {
  const names = (await readdir(folder)).filter((name) => name.toLowerCase().endsWith('.json')).sort();
  if (names.length === 0) throw new ImportFileError(folder, 'There are no *.json files in this folder');
  if (names.length > importLimits.filesInFolder) {
    throw new ImportFileError(
      folder,
      `There are ${names.length} files; at most ${importLimits.filesInFolder} are read`,
    );
  }
  return {
    label: folder,
    columns: null,
    async *records() {
      for (const name of names) {
        try {
          yield* readJsonFile(await inspectTextFile(join(folder, name), encoding));
        } catch (error) {
          if (!(error instanceof ImportFileError)) throw error;
          yield {
            file: join(folder, name),
            line: error.line ?? 1,
            problem: { code: 'FILE_UNREADABLE', message: error.message },
          };
        }
      }
    },
  };
}
