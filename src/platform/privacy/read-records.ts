import type { Pool } from 'pg';

/** Somebody was shown what is personal in a record. */
export interface PersonalRead {
  readonly actor: string;
  readonly role: string;
  /** Id of the note or participant. */
  readonly record: string;
  /** The study that the record belongs to. */
  readonly study: string | null;
  /** Names of the fields that were opened. */
  readonly fields: readonly string[];
  /** A study's id, or what the person stated. */
  readonly purpose: string;
  readonly breakGlass: boolean;
}

export interface RecordedRead extends PersonalRead {
  readonly id: string;
  /** ISO 8601, UTC, microseconds. */
  readonly at: string;
}

/** Only what is given counts; all that is given must hold. */
export interface ReadFilter {
  readonly records?: readonly string[];
  readonly study?: string;
  readonly actor?: string;
  readonly breakGlass?: boolean;
}

export interface ReadPage {
  /** 1 to {@link maxReads}. */
  readonly first: number;
  /** `id` of the last one of the page before. */
  readonly after?: string;
}

const AT = `to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** Entries of one page, at most. */
export const maxReads = 100;

/** Who has read personal data, and for what. Kept beside the log: readers change nothing. */
export class ReadRecords {
  constructor(private readonly pool: Pool) {}

  /** To be awaited before anything is answered: what cannot be recorded is not shown. All of `entries` or none. */
  async record(entries: readonly PersonalRead[]): Promise<void> {
    if (entries.length === 0) return;
    await this.pool.query({
      name: 'record reads',
      text: `INSERT INTO vault.reads (actor, role, record, study, fields, purpose, break_glass)
        SELECT actor, role, record, study, fields, purpose, "breakGlass" FROM json_to_recordset($1)
        AS r(actor text, role text, record text, study text, fields text[], purpose text, "breakGlass" boolean)`,
      values: [JSON.stringify(entries)],
    });
  }

  /** Whether this very read is on record: a restore takes later ones away, and their ids are given again. */
  async stands({ id, at }: Pick<RecordedRead, 'id' | 'at'>): Promise<boolean> {
    const { rows } = await this.pool.query(`SELECT 1 FROM vault.reads WHERE id = $1 AND ${AT} = $2`, [
      id,
      at,
    ]);
    return rows.length > 0;
  }

  /** Newest first. */
  async list(
    filter: ReadFilter,
    { first, after }: ReadPage,
  ): Promise<{ reads: RecordedRead[]; more: boolean }> {
    if (!Number.isInteger(first) || first < 1 || first > maxReads) {
      throw new RangeError(`A page of reads has 1 to ${maxReads}`);
    }
    const { rows } = await this.pool.query<RecordedRead>(
      `SELECT id::text, ${AT} AS at,
         actor, role, record, study, fields, purpose, break_glass AS "breakGlass"
       FROM vault.reads
       WHERE ($1::text[] IS NULL OR record = ANY ($1)) AND ($2::text IS NULL OR study = $2)
         AND ($3::text IS NULL OR actor = $3) AND ($4::boolean IS NULL OR break_glass = $4)
         AND ($5::bigint IS NULL OR id < $5)
       ORDER BY vault.reads.id DESC LIMIT $6`,
      [
        filter.records ?? null,
        filter.study ?? null,
        filter.actor ?? null,
        filter.breakGlass ?? null,
        after ?? null,
        first + 1,
      ],
    );
    return { reads: rows.slice(0, first), more: rows.length > first };
  }
}
