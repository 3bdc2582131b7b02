import { createHash } from 'node:crypto';
import { canonicalJson } from '../../kernel/values.js';
import type { Problem } from './records.js';
import type { RowPlace } from './report.js';

/**
 * Remembers which ids came already, in all files of one import, with a digest of what the row said.
 * Holds about 150 bytes an id.
 */
export class DuplicateRows {
  private readonly rows = new Map<string, { place: RowPlace; digest: string }>();

  /** Null for the first of an id; else why this one is passed over, and whether it says something else. */
  note(id: string, place: RowPlace, content: unknown): { problem: Problem; same: boolean } | null {
    const digest = createHash('sha256').update(canonicalJson(content)).digest('base64').slice(0, 16);
    const first = this.rows.get(id);
    if (!first) {
      this.rows.set(id, { place, digest });
      return null;
    }
    const where = `line ${first.place.line}${first.place.file === place.file ? '' : ` of ${first.place.file}`}`;
    const same = first.digest === digest;
    const message = same
      ? `The same row stands in ${where}`
      : `The id stands in ${where} already, with other values`;
    return { problem: { code: same ? 'DUPLICATE_ROW' : 'DUPLICATE_ID', message, path: ['id'] }, same };
  }

  /** For rows that could not be read in full: their record is in the register all the same. */
  noteId(id: string, place: RowPlace): void {
    if (!this.rows.has(id)) this.rows.set(id, { place, digest: '' });
  }

  has(id: string): boolean {
    return this.rows.has(id);
  }
}
