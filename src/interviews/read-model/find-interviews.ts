import type { Viewer } from '../../platform/access/viewer.js';
import { always, never, or, raw, sql, type Sql } from '../../platform/read-side/sql.js';
import { rowsById } from '../../platform/read-side/rows-by-id.js';
import { broadRolesOf, leads, takesPart } from './consent.js';
import type { InterviewNoteRow } from './interview-note.entity.js';
import type { ParticipantRow } from './participant.entity.js';
import { personStudying } from './persons.js';
import type { StudyRow } from './study.entity.js';

/** How the viewer stands to a record: their own, of a study that they take part in, or neither. */
export interface Relation {
  readonly is_own: boolean;
  readonly is_member: boolean;
}

/** @param own column with the person whose own it is */
export function relationTo(own: string, study: string, viewer: Viewer): Sql {
  const person = personStudying(viewer);
  return person === null
    ? raw('false AS is_own, false AS is_member')
    : sql`${raw(own)} = ${person} AS is_own, ${takesPart(study, person)} AS is_member`;
}

/** Whether the viewer may change the record itself: theirs, of a study that they lead, or any for an admin. */
export interface EditedRow {
  readonly edits: boolean;
}

function editedBy(own: string, study: string, viewer: Viewer): Sql {
  const person = personStudying(viewer);
  if (person === null) return raw(`${viewer.role === 'admin'} AS edits`);
  return sql`(${raw(own)} = ${person} OR ${leads(study, person)}) AS edits`;
}

/** Metadata of a note, with the broad roles of those who speak in it. */
export type ListedNote = Omit<InterviewNoteRow, 'erase_below' | 'erased_below'> &
  Relation &
  EditedRow & {
    readonly broad_roles: readonly string[];
    /** The viewer may know who added it and when. */
    readonly knows_when: boolean;
  };

export function noteColumns(viewer: Viewer): Sql {
  const person = personStudying(viewer);
  const known =
    person === null
      ? raw(viewer.role === 'admin' ? 'true' : 'false')
      : or([sql`r.author = ${person}`, takesPart('r.study', person)]);
  return sql`r.id, r.revision, r.recorded_ordinal, r.ordinal, r.recorded_at, r.updated_at, r.fictional, r.study, r.visibility, r.author, r.participants, r.state, r.anonymized, r.version, r.about_organization, r.about_initiative, r.language, r.year, ${relationTo('r.author', 'r.study', viewer)}, ${editedBy('r.author', 'r.study', viewer)}, ${broadRolesOf('r.participants')} AS broad_roles, ${known} AS knows_when`;
}

export const loadNotes = rowsById<ListedNote>('interview_note', noteColumns);
export type ListedParticipant = ParticipantRow & EditedRow;
export const loadParticipants = rowsById<ListedParticipant>(
  'participant',
  (viewer) => sql`r.*, ${editedBy('r.enrolled_by', 'r.study', viewer)}`,
);
export type ListedStudy = StudyRow & Relation & EditedRow;

export function studyColumns(viewer: Viewer): Sql {
  const person = personStudying(viewer);
  const own = person === null ? never : sql`r.lead = ${person}`;
  const member = person === null ? never : or([own, sql`${person} = ANY(r.members)`]);
  const edits = viewer.role === 'admin' ? always : own;
  return sql`r.*, ${own} AS is_own, ${member} AS is_member, ${edits} AS edits`;
}

export const loadStudies = rowsById<ListedStudy>('study', studyColumns);
