import { allRows } from '../../platform/access/record-tables.js';
import type { Generation } from '../../platform/projections/generation.js';
import { sql, statement } from '../../platform/read-side/sql.js';
import { textTypes } from '../../platform/read-side/types.js';
import type { SealedPersonal } from '../../kernel/personal.js';
import type { NoteVisibility } from '../domain/interview-note.events.js';
import type { NoteState, SealedSegment, VersionKind } from './interview-note.entity.js';

/** A note in which somebody takes part, with all that is left of it, sealed. */
export interface NoteOfParticipant {
  readonly id: string;
  readonly study: string;
  readonly about_organization: string | null;
  readonly about_initiative: string | null;
  readonly language: string;
  readonly year: number;
  readonly visibility: NoteVisibility;
  readonly state: NoteState;
  readonly anonymized: boolean;
  readonly date: SealedPersonal | null;
  /** The first one first; none once the note is to be destroyed. */
  readonly versions: readonly {
    readonly number: number;
    readonly kind: VersionKind;
    readonly recordedAt: string;
    readonly segments: readonly SealedSegment[];
  }[];
  /** In the order of the text; `version` is the one that `start` and `stop` speak of. */
  readonly codings: readonly {
    readonly version: number;
    readonly start: number;
    readonly stop: number;
    readonly lost: boolean;
    /** `scheme:code`. */
    readonly concept: string;
  }[];
}

/**
 * The next note after the id `after` in which a participant takes part; null after the last. Looks at all rows: whoever
 * asks what is held of them is not asked for their own consent. One at a time, for a note may be long.
 */
export async function nextNoteOf(
  generation: Generation,
  participant: string,
  after: string,
): Promise<NoteOfParticipant | null> {
  const versions = sql`SELECT coalesce(json_agg(json_build_object('number', v.number, 'kind', v.kind, 'recordedAt', to_char(v.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'segments', v.segments) ORDER BY v.number), '[]') FROM ${allRows('interview_note_version')} v WHERE v.id = n.id AND n.state = 'kept'`;
  const codings = sql`SELECT coalesce(json_agg(json_build_object('version', c.version, 'start', c.start, 'stop', c.stop, 'lost', c.lost, 'concept', c.concept) ORDER BY c.start, c.stop, c.ordinal), '[]') FROM ${allRows('interview_note_coding')} c WHERE c.id = n.id AND n.state = 'kept'`;
  const { rows } = await generation.query<NoteOfParticipant & Record<string, unknown>>({
    ...statement(
      sql`SELECT n.id, n.study, n.about_organization, n.about_initiative, n.language, n.year, n.visibility, n.state, n.anonymized, b.date, (${versions}) AS versions, (${codings}) AS codings FROM ${allRows('interview_note')} n LEFT JOIN ${allRows('interview_note_body')} b ON b.id = n.id AND n.state = 'kept' WHERE ${participant} = ANY(n.participants) AND n.id > ${after} ORDER BY n.id LIMIT 1`,
      generation.schema,
    ),
    types: textTypes,
  });
  return rows[0] ?? null;
}

/** Streams named at once. */
const mostNamed = 20;

/**
 * Parked streams that tell of a participant, or may: their own, those of notes in which they take part, and of notes of
 * which not even the first event could be read. At most 20; their rows are old, or not there.
 */
export async function parkedOf(generation: Generation, participant: string): Promise<readonly string[]> {
  const notes = sql`k.stream_id LIKE 'interviewNote-%' AND (n.id IS NULL OR ${participant} = ANY(n.participants))`;
  const { rows } = await generation.query<{ id: string }>(
    statement(
      sql`SELECT k.stream_id AS id FROM ${allRows('parked_streams')} k LEFT JOIN ${allRows('interview_note')} n ON n.id = k.stream_id WHERE k.stream_id = ${participant} OR ${notes} ORDER BY k.stream_id LIMIT ${mostNamed}::int`,
      generation.schema,
    ),
  );
  return rows.map(({ id }) => id);
}
