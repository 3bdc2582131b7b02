import { sameAs } from '../../organizations/public.js';
import { DomainError } from '../../kernel/errors.js';
import { allRows, visibleRows } from '../../platform/access/record-tables.js';
import { operator } from '../../platform/access/viewer.js';
import type { Generation } from '../../platform/projections/generation.js';
import { sql, statement } from '../../platform/read-side/sql.js';
import type { NotesAbout, Subject } from '../app/copied-passages.js';

/** Looks at all rows, whoever could see them: a text is compared with what its writer could not read, too. */
export class NotesAboutOnRecord implements NotesAbout {
  /** @param generation null in a process without a read model */
  constructor(private readonly generation: () => Generation | null) {}

  async ids({ organization, initiatives }: Subject, limit: number): Promise<readonly string[]> {
    const generation = this.generation();
    if (!generation) {
      const message =
        'What is published is compared with the notes of interviews, which only a running service can: publish through its API';
      throw new DomainError('UNAVAILABLE', message);
    }
    const same = sameAs([organization], operator);
    const own = sql`SELECT o.id FROM ${visibleRows('initiative_by_owner', operator)} o WHERE o.owner IN (${same})`;
    const { rows } = await generation.query<{ id: string }>(
      statement(
        sql`SELECT n.id FROM ${allRows('interview_note')} n WHERE n.about_organization IN (${same}) OR n.about_initiative = ANY(${initiatives}::text[]) OR n.about_initiative IN (${own}) ORDER BY n.recorded_ordinal DESC LIMIT ${limit}::int`,
        generation.schema,
      ),
    );
    return rows.map(({ id }) => id);
  }
}
