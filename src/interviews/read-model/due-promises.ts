import { allRows } from '../../platform/access/record-tables.js';
import type { Generation } from '../../platform/projections/generation.js';
import { sql, statement, type Sql } from '../../platform/read-side/sql.js';
import type { DuePromises, EndedConsent } from '../app/promises.js';

/** Looks at all rows, whoever could see them: Casebook itself keeps its promises. */
export class DuePromisesOnRecord implements DuePromises {
  constructor(private readonly generation: () => Generation) {}

  async erasures(after: string, limit: number): Promise<readonly string[]> {
    const participants = sql`SELECT p.id FROM ${allRows('participant')} p WHERE p.state = 'erasing' AND p.id > ${after}`;
    const notes = sql`SELECT n.id FROM ${allRows('interview_note')} n WHERE (n.state = 'destroying' OR n.erase_below > n.erased_below) AND n.id > ${after}`;
    // What the rows of a parked stream say is old; its log is looked at.
    const parked = sql`SELECT k.stream_id FROM ${allRows('parked_streams')} k WHERE k.stream_id ~ '^(participant|interviewNote)-' AND k.stream_id > ${after}`;
    const rows = await this.rows<{ id: string }>(
      sql`SELECT d.id FROM (${participants} UNION ${notes} UNION ${parked}) d ORDER BY d.id LIMIT ${limit}::int`,
    );
    return rows.map(({ id }) => id);
  }

  async endedConsents(today: string, after: string, limit: number): Promise<readonly EndedConsent[]> {
    return this.rows<EndedConsent>(
      sql`SELECT p.id AS participant, p.consent_id AS "consentId" FROM ${allRows('participant')} p WHERE p.state = 'enrolled' AND p.consent_until < ${today}::date AND NOT p.consent_expired AND p.id > ${after} ORDER BY p.id LIMIT ${limit}::int`,
    );
  }

  private async rows<Row extends object>(query: Sql): Promise<readonly Row[]> {
    const generation = this.generation();
    const { rows } = await generation.query<Row>(statement(query, generation.schema));
    return rows;
  }
}
