import { csvCells, firstKey, jsonCells } from './cells.js';
import { ImportFileError } from './import-error.js';
import { didYouMean } from './near-miss.js';
import { openSource, type SourceOptions } from './open-source.js';
import type { RecordSource } from './records.js';
import { simplifyToken, type Reading } from './value-rules.js';

export interface OpenedSources {
  readonly sources: readonly RecordSource[];
  /** Rows in all of them. */
  readonly total: number;
  readonly reading: Reading;
}

/**
 * Opens the files of one import and reads each once before anything is written.
 * @param columns that the mapping names
 * @throws ImportFileError where a file is broken, a column is missing, or tables and JSON come together
 */
export async function openSources(
  files: readonly string[],
  mapping: SourceOptions & { readonly empty: readonly string[] },
  columns: readonly string[],
): Promise<OpenedSources> {
  const sources: RecordSource[] = [];
  const wanted = columns.filter((column) => column !== '$file');
  const keys = new Set<string>();
  let total = 0;
  for (const file of files) {
    const source = await openSource(file, mapping);
    if (sources[0] && (source.columns === null) !== (sources[0].columns === null)) {
      throw new ImportFileError(file, 'Tables and JSON are not imported together: they need a mapping each');
    }
    if (source.columns) assertKnown(source.label, wanted, source.columns, 1);
    total += await readThrough(source, keys);
    sources.push(source);
  }
  if (!sources[0]) throw new ImportFileError('(no file)', 'Name at least one file to import');
  // Keys of JSON records are optional: only one that no record has is a mistake.
  if (!sources[0].columns && keys.size > 0) assertKnown(sources[0].label, wanted.map(firstKey), keys);
  return { sources, total, reading: readingOf(sources[0], mapping.empty) };
}

function readingOf(source: RecordSource, empty: readonly string[]): Reading {
  return { cells: source.columns ? csvCells : jsonCells, empty: new Set(['', ...empty.map(simplifyToken)]) };
}

/** Counts the rows, gathers the keys of JSON records, and finds out whether the file can be read to its end. */
async function readThrough(source: RecordSource, keys: Set<string>): Promise<number> {
  let rows = 0;
  for await (const { value } of source.records()) {
    rows++;
    if (!source.columns && value !== null && typeof value === 'object')
      for (const key of Object.keys(value)) keys.add(key);
  }
  return rows;
}

function assertKnown(label: string, wanted: readonly string[], known: Iterable<string>, line?: number): void {
  const names = new Set(known);
  const missing = [...new Set(wanted)].filter((name) => !names.has(name));
  if (missing.length === 0) return;
  const list = missing.map((name) => `"${name}"${didYouMean(name, names)}`).join(', ');
  throw new ImportFileError(label, `The mapping names columns that are not there: ${list}`, line);
}
