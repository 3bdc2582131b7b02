import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { csvSource } from './csv.js';
import { ImportFileError } from './import-error.js';
import { jsonFileSource, jsonFolderSource, jsonLinesSource } from './json-records.js';
import type { RecordSource } from './records.js';
import { inspectTextFile } from './text-file.js';

export const formats = ['csv', 'jsonl', 'json'] as const;
export type Format = (typeof formats)[number];

export interface SourceOptions {
  /** Default: by the file's ending. */
  readonly format?: Format;
  /** Default: the sign among `,` `;` tab and `|` that the header holds most often. */
  readonly delimiter?: string;
  /** Default: the byte order mark's, else UTF-8. */
  readonly encoding?: string;
}

/**
 * Opens a file, or a folder of JSON files, after a look at its encoding and header.
 * @throws ImportFileError
 */
export async function openSource(path: string, options: SourceOptions = {}): Promise<RecordSource> {
  const isFolder = await stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (isFolder) return jsonFolderSource(path, options.encoding);
  const format = options.format ?? formatOf(path);
  const file = await inspectTextFile(path, options.encoding);
  if (format === 'csv') return csvSource(file, options.delimiter);
  return format === 'jsonl' ? jsonLinesSource(file) : jsonFileSource(file);
}

function formatOf(path: string): Format {
  const ending = extname(path).toLowerCase();
  if (['.csv', '.tsv', '.txt'].includes(ending)) return 'csv';
  if (['.jsonl', '.ndjson'].includes(ending)) return 'jsonl';
  if (ending === '.json') return 'json';
  throw new ImportFileError(
    path,
    `Its format does not show in its name: say "format": ${formats.map((f) => `"${f}"`).join(' or ')} in the mapping; a spreadsheet is to be saved as CSV first`,
  );
}
