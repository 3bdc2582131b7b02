import { allRows } from '../../platform/access/record-tables.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { never, sql, type Sql } from '../../platform/read-side/sql.js';

/**
 * Of the note `r`: that a case study at hand rests on it, as it is being written or by its last edition. Editors know of
 * these. They see every case study, so all rows are looked at.
 */
export function quotedNotes({ role }: Viewer): Sql {
  if (role !== 'editor') return never;
  const written = sql`SELECT w.target FROM ${allRows('case_study_working_evidence')} w WHERE w.kind = 'passage'`;
  const published = sql`SELECT e.target FROM ${allRows('case_study_evidence')} e JOIN ${allRows('case_study')} s ON s.id = e.id AND s.edition_number = e.edition WHERE e.kind = 'passage'`;
  return sql`r.id IN (${written} UNION ALL ${published})`;
}
