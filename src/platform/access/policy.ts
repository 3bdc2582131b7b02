import { always, type Sql } from '../read-side/sql.js';
import { isEditor, type Viewer } from './viewer.js';

/**
 * What a viewer may see and do with one type of record. Every path asks it: root fields, nested fields, `node`,
 * lists, counts, facets, search, history, mutations, imported commands and exports.
 */
export interface Policy {
  /** Predicate on the type's row (alias `r`) that holds for the rows that the viewer may see. */
  rows(viewer: Viewer): Sql;
  /** May the viewer say this command? */
  mayCommand(viewer: Viewer, command: string): boolean;
  /** Persons and reasons in a record's history, or roles only? */
  seesPersons(viewer: Viewer): boolean;
  /**
   * True where the log alone settles what a viewer is shown of such records: no clock, no key and no register beside it has a
   * say, and no read is recorded. Only answers that touch nothing else are kept for another request of the same viewer.
   */
  readonly settledByLog?: boolean;
  /**
   * True where a record whose stream is parked is shown as it was, and said to be stale. Where it is not said, such a record
   * is shown to nobody: what could not be read may have been a withdrawal.
   */
  readonly shownWhenParked?: boolean;
}

/** Records without drafts and without personal data: everyone reads them, editors write them. */
export const publicRecords: Policy = {
  rows: () => always,
  mayCommand: (viewer) => isEditor(viewer),
  seesPersons: (viewer) => isEditor(viewer),
  settledByLog: true,
  shownWhenParked: true,
};
