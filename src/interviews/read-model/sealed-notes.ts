import { partsOfRow, visibleRows } from '../../platform/access/record-tables.js';
import type { Viewer } from '../../platform/access/viewer.js';
import type { Generation } from '../../platform/projections/generation.js';
import type { SealedPersonal } from '../../kernel/personal.js';
import { badInput } from '../../platform/errors/bad-input.js';
import { raw, sql, statement, type Sql } from '../../platform/read-side/sql.js';
import { textTypes } from '../../platform/read-side/types.js';
import { openBodies } from './consent.js';
import { relationTo, type Relation } from './find-interviews.js';
import type { InterviewNoteCodingRow, SealedSegment, VersionKind } from './interview-note.entity.js';

/** What is read of a body: the parts that are not asked for are null. */
export interface SealedNote extends Relation {
  readonly id: string;
  readonly study: string;
  /** The current version. */
  readonly version: number;
  readonly participants: readonly string[];
  readonly date: SealedPersonal | null;
  readonly segments: readonly SealedSegment[] | null;
  readonly codings: readonly InterviewNoteCodingRow[] | null;
  readonly versions: readonly SealedVersion[] | null;
}

export interface SealedVersion {
  readonly number: number;
  readonly kind: VersionKind;
  readonly recorded_at: string;
  readonly segments: readonly SealedSegment[];
}

export interface NoteParts {
  readonly segments: boolean;
  readonly codings: boolean;
  /** All versions that are left, the first one first. */
  readonly versions: boolean;
}

/** The bodies that the viewer reads; an admin's are those that are open, each opened with a purpose and as a break of the glass. */
function bodies(viewer: Viewer): Sql {
  return viewer.role === 'admin' ? openBodies() : visibleRows('interview_note_body', viewer);
}

function columns(viewer: Viewer, parts: NoteParts): Sql {
  const version = partsOfRow('interview_note_version', 'v');
  const when = (wanted: boolean, query: Sql) => (wanted ? sql`(${query})` : raw('NULL::json'));
  return sql`r.id, r.study, r.version, r.participants, r.date, ${relationTo('r.author', 'r.study', viewer)}, ${when(parts.segments, sql`SELECT v.segments::json FROM ${version} AND v.number = r.version`)} AS segments, ${when(parts.codings, sql`SELECT coalesce(json_agg(c ORDER BY c.start, c.stop, c.ordinal), '[]') FROM ${partsOfRow('interview_note_coding', 'c')}`)} AS codings, ${when(parts.versions, sql`SELECT json_agg(json_build_object('number', v.number, 'kind', v.kind, 'recorded_at', v.recorded_at, 'segments', v.segments) ORDER BY v.number) FROM ${version}`)} AS versions`;
}

/** Bodies of notes by id, sealed, as far as the viewer may read them; in no order. */
export async function sealedNotes(
  generation: Generation,
  viewer: Viewer,
  ids: readonly string[],
  parts: NoteParts,
): Promise<SealedNote[]> {
  const { rows } = await generation.query<SealedNote & Record<string, unknown>>({
    ...statement(
      sql`SELECT ${columns(viewer, parts)} FROM ${bodies(viewer)} r WHERE r.id = ANY(${ids}::text[])`,
      generation.schema,
    ),
    types: textTypes,
  });
  return rows;
}

/** A page of the bodies that a search looks through, the newest first. An admin searches none. */
export async function sealedPage(
  generation: Generation,
  viewer: Viewer,
  { among, after, size }: { among: Sql; after: string | null; size: number },
): Promise<SealedNote[]> {
  const visible = visibleRows('interview_note_body', viewer);
  const beyond =
    after === null
      ? raw('true')
      : sql`r.recorded_ordinal < (SELECT a.recorded_ordinal FROM ${visible} a WHERE a.id = ${after})`;
  const parts = { segments: true, codings: false, versions: false };
  const { rows } = await generation.query<SealedNote & Record<string, unknown>>({
    ...statement(
      sql`SELECT ${columns(viewer, parts)} FROM ${visible} r WHERE r.id IN (SELECT m.id FROM (${among}) m) AND ${beyond} ORDER BY r.recorded_ordinal DESC LIMIT ${raw(String(size))}`,
      generation.schema,
    ),
    types: textTypes,
  });
  return rows;
}

/** @throws BAD_USER_INPUT when a cursor names no body that the viewer may still read */
export async function assertReadable(generation: Generation, viewer: Viewer, id: string): Promise<void> {
  const [found] = await sealedNotes(generation, viewer, [id], {
    segments: false,
    codings: false,
    versions: false,
  });
  if (!found) throw badInput('after names no note that can be read: begin the search anew');
}
