import { visibleRows } from '../../platform/access/record-tables.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { raw, sql, type Sql } from '../../platform/read-side/sql.js';
import { WORKING } from './case-study.satellites.js';

/** What is read of a case study: its last edition, or what is being written. */
export const faces = ['published', 'working'] as const;
export type Face = (typeof faces)[number];

/** The tables of one face. Those of the working content are open to those who may see it, by a policy of their own. */
export interface FaceTables {
  readonly record: string;
  readonly byConcept: string;
  readonly byReference: string;
  readonly link: string;
  readonly search: string;
  readonly claim: string;
  readonly evidence: string;
}

const tablesUnder = (prefix: string): FaceTables => ({
  record: prefix,
  byConcept: `${prefix}_by_concept`,
  byReference: `${prefix}_by_reference`,
  link: `${prefix}_link`,
  search: `${prefix}_search`,
  claim: `${prefix}_claim`,
  evidence: `${prefix}_evidence`,
});
export const tablesOf: Readonly<Record<Face, FaceTables>> = {
  published: tablesUnder('case_study'),
  working: tablesUnder('case_study_working'),
};

/** Of an expression for the case study's row, the number of the edition whose claims are this face's. */
export function editionOf(face: Face, row: string): Sql {
  return face === 'working' ? raw(String(WORKING)) : raw(`${row}.edition_number`);
}

/**
 * The case studies of one face as a list reads them, to stand in FROM: with ordinals, times and revision that tell a
 * reader nothing of what is being written.
 */
export function listed(face: Face, viewer: Viewer): Sql {
  if (face === 'working') return visibleRows('case_study_working', viewer);
  return sql`(SELECT v.id, v.public_revision AS revision, v.first_public_ordinal AS recorded_ordinal, v.public_ordinal AS ordinal, v.first_public_at AS recorded_at, v.public_at AS updated_at, v.fictional, v.status, coalesce(e.content->>'organization', '') AS organization, v.notices, v.edition_number, v.published_title_sort AS title_sort, e.published_at, e.note, e.content, e.filed_ordinals FROM ${visibleRows('case_study', viewer)} v JOIN ${visibleRows('case_study_edition', viewer)} e ON e.id = v.id AND e.number = v.edition_number)`;
}
