import { sameAs } from '../../organizations/public.js';
import { DomainError } from '../../kernel/errors.js';
import { allFollowed, allRows, visibleRows } from '../../platform/access/record-tables.js';
import { operator } from '../../platform/access/viewer.js';
import type { Generation } from '../../platform/projections/generation.js';
import { sql, statement } from '../../platform/read-side/sql.js';
import type { NotesAbout, Subject } from '../app/copied-passages.js';

const unreadable =
  'What is published is compared with the notes of interviews, and one that may be about this cannot be read, for a fault of the program: until an operator has mended it (parked list) nothing that it may be about is published';

/** Looks at all rows, whoever could see them: a text is compared with what its writer could not read, too. */
export class NotesAboutOnRecord implements NotesAbout {
  /** @param generation null in a process without a read model */
  constructor(private readonly generation: () => Generation | null) {}

  /** @throws UNAVAILABLE also where one of them is parked: what could not be read may hold the words that are looked for */
  async ids({ organization, initiatives }: Subject, limit: number): Promise<readonly string[]> {
    const generation = this.generation();
    if (!generation) {
      const message =
        'What is published is compared with the notes of interviews, which only a running service can: publish through its API';
      throw new DomainError('UNAVAILABLE', message);
    }
    const same = sameAs([organization], operator);
    const own = sql`SELECT o.id FROM ${visibleRows('initiative_by_owner', operator)} o WHERE o.owner IN (${same})`;
    const about = sql`n.about_organization IN (${same}) OR n.about_initiative = ANY(${initiatives}::text[]) OR n.about_initiative IN (${own})`;
    const known = sql`SELECT n.id, n.recorded_ordinal AS ordinal, NOT (${allFollowed('n.id')}) AS parked FROM ${allRows('interview_note')} n WHERE ${about}`;
    // Parked from its first event on it has no row: what it is about cannot be told.
    const untold = sql`SELECT k.stream_id, k.ordinal, true FROM ${allRows('parked_streams')} k WHERE k.stream_id LIKE 'interviewNote-%' AND NOT EXISTS (SELECT FROM ${allRows('interview_note')} n WHERE n.id = k.stream_id)`;
    const { rows } = await generation.query<{ id: string; parked: boolean }>(
      statement(
        sql`SELECT c.id, c.parked FROM (${known} UNION ALL ${untold}) c ORDER BY c.parked DESC, c.ordinal DESC LIMIT ${limit}::int`,
        generation.schema,
      ),
    );
    if (rows.some(({ parked }) => parked)) throw new DomainError('UNAVAILABLE', unreadable);
    return rows.map(({ id }) => id);
  }
}
