import { allFollowed, allRows } from '../../platform/access/record-tables.js';
import type { Generation } from '../../platform/projections/generation.js';
import { and, raw, sql, statement, type Sql } from '../../platform/read-side/sql.js';
import { consentStands, withinRetention } from './consent.js';
import type { SealedSegment } from './interview-note.entity.js';

/** Expressions for the note, the coding and the ids of those who speak in it, of a row that rests on a passage. */
export interface PassageColumns {
  readonly note: string;
  readonly coding: string;
  readonly participants: string;
}

/**
 * That what rests on a passage rests on something: the note is kept and within its retention, the passage is still coded in
 * it, and the consent to analysis of everyone whose words it shows stands. The one place where it is said.
 */
export function passageStands({ note, coding, participants }: PassageColumns): Sql {
  const kept = sql`EXISTS (SELECT FROM ${allRows('interview_note')} b WHERE b.id = ${raw(note)} AND b.state = 'kept' AND ${withinRetention('b.study', 'b.anonymized')} AND ${allFollowed('b.study')})`;
  const coded = sql`EXISTS (SELECT FROM ${allRows('interview_note_coding')} k WHERE k.key = ${raw(`${note} || '/' || ${coding}`)} AND NOT k.lost)`;
  return and([
    kept,
    coded,
    everyoneIsThere(participants),
    consentStands(participants, 'analysis'),
    allFollowed(note, participants),
  ]);
}

/** That nobody of them has been erased, nor asked for it. */
function everyoneIsThere(participants: string): Sql {
  return sql`NOT EXISTS (SELECT FROM ${allRows('participant')} x WHERE x.id = ANY(${raw(participants)}) AND x.state <> 'enrolled')`;
}

export interface PassageOfVersion {
  readonly note: string;
  readonly codingId: string;
  readonly version: number;
  readonly participants: readonly string[];
}

/** Of a passage that stands, the version of its note that the words stand in: for who works on what rests on it. */
export async function sealedPassage(
  generation: Generation,
  { note, codingId, version, participants }: PassageOfVersion,
): Promise<{ study: string; segments: SealedSegment[] } | null> {
  const stands = passageStands({ note: 'q.note', coding: 'q.coding', participants: 'q.participants' });
  const asked = sql`SELECT ${note}::text AS note, ${codingId}::text AS coding, ${version}::int AS version, ${participants}::text[] AS participants`;
  const { rows } = await generation.query<{ study: string; segments: SealedSegment[] }>(
    statement(
      sql`SELECT b.study, v.segments FROM (${asked}) q JOIN ${allRows('interview_note')} b ON b.id = q.note JOIN ${allRows('interview_note_version')} v ON v.key = q.note || '/' || q.version WHERE ${stands}`,
      generation.schema,
    ),
  );
  return rows[0] ?? null;
}
