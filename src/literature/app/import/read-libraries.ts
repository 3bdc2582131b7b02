import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { limits } from '../../../kernel/fields.js';
import { ImportFileError, unopened } from '../../../platform/import/import-error.js';
import type { RecordSource, SourceRecord } from '../../../platform/import/records.js';
import { readBibliography, type Bibliography } from '../../formats/bibliography.js';

/** One file, read as a whole: a bibliography is bounded, and its entries refer to each other. */
export interface Library {
  readonly file: string;
  /** System of the external references under which its keys are kept. */
  readonly system: string;
  readonly source: RecordSource;
  readonly total: number;
  /** What is to be known of how the file was read; null where nothing is in doubt. */
  readonly doubt: string | null;
}

/**
 * Keys mean something within one library only. A library is known by its name: that of the file, unless it is given; so
 * the next edition of a file finds its entries again, and another file with the same keys does not.
 */
export function systemOf(file: string, name?: string): string {
  const called = name ?? basename(file, extname(file));
  return `library:${called.normalize('NFC').trim().toLowerCase()}`.slice(0, limits.code).trim();
}

/** @throws ImportFileError for what is no bibliography */
export async function openLibrary(file: string, name?: string): Promise<Library> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw unopened(file, error);
  });
  try {
    const bibliography = readBibliography(bytes);
    const { encoding } = bibliography;
    const doubts = [
      ...(encoding.known === 'guessed'
        ? [`The file was read as ${encoding.encoding}, by its bytes alone`]
        : []),
      ...(encoding.oddLines > 0
        ? [`${encoding.oddLines} lines are in another encoding than the others`]
        : []),
    ];
    return {
      file,
      system: systemOf(file, name),
      source: { label: file, columns: null, records: () => records(file, bibliography) },
      total: countOf(bibliography.entries()),
      doubt: doubts.length === 0 ? null : doubts.join('. '),
    };
  } catch (error) {
    if (error instanceof RangeError) throw new ImportFileError(file, error.message);
    throw error;
  }
}

function countOf(entries: Iterable<unknown>): number {
  let count = 0;
  for (const _ of entries) count += 1;
  return count;
}

/** The file is read anew, entry by entry: what is kept of it is its text. */
async function* records(file: string, bibliography: Bibliography): AsyncGenerator<SourceRecord> {
  for (const entry of bibliography.entries()) yield { file, line: entry.line, value: entry };
}
