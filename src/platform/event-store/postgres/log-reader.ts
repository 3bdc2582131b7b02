import type { Pool, QueryArrayConfig } from 'pg';
import { answer } from '../../database/answer.js';
import { beginning, StoreUnavailable, type EnginePosition, type RecordedEvent } from '../event-store.js';
import type { FormerLineage } from '../../../kernel/lineages.js';
import { verdict } from './connection.js';
import { limits } from './limits.js';
import { COLUMNS, EVENT_TEXT, eventRows, plainRows } from './recorded-row.js';
import { backOff, pause } from './waiting.js';

/** Rows in an order, as many as fit: at most $1 of them and, from the second on, $2 bytes of data. */
const page = (name: string, condition: string, order: string) => ({
  name,
  text: `SELECT ${EVENT_TEXT} FROM (
    SELECT ${COLUMNS}, octet_length(data::text) AS size,
      sum(octet_length(data::text)) OVER (ORDER BY ${order} ROWS UNBOUNDED PRECEDING) AS sum
    FROM event_log.events WHERE ${condition} ORDER BY ${order} LIMIT $1
  ) AS page WHERE sum <= $2 OR sum = size ORDER BY ${order}`,
});

const PAGE_OF_ALL = page('page of all', 'position > $3 AND position <= $4', 'position');
const PAGE_OF_CATEGORY = page(
  'page of category',
  '(stream_id, revision) > ($3, $4) AND stream_id < $5 AND position <= $6',
  'stream_id, revision',
);

const oneStream = (name: string, condition: string, direction: string) => ({
  name,
  text: `SELECT ${EVENT_TEXT} FROM event_log.events
    WHERE stream_id = $1 AND ${condition} ORDER BY revision ${direction} LIMIT $3`,
});
const FORWARDS = oneStream('stream forwards', 'revision >= $2', 'ASC');
const BACKWARDS = oneStream('stream backwards', 'revision <= $2', 'DESC');

const MANY_STREAMS = {
  name: 'many streams',
  text: `SELECT ${EVENT_TEXT} FROM unnest($1::text[]) AS wanted(id) CROSS JOIN LATERAL (
    SELECT ${COLUMNS} FROM event_log.events WHERE stream_id = wanted.id ORDER BY revision LIMIT $2
  ) AS event ORDER BY stream_id, revision`,
};

/** What comes second changes nothing: it finds another lineage. */
const FORK = {
  name: 'fork',
  text: `WITH minted AS (
    UPDATE event_log.lineage SET id = left(replace(gen_random_uuid()::text, '-', ''), 12) WHERE id = $1 RETURNING id
  ), shortened AS (
    UPDATE event_log.former_lineages SET until = least(until, $2::bigint) WHERE EXISTS (SELECT FROM minted)
  )
  INSERT INTO event_log.former_lineages (lineage, until) SELECT $1, $2::bigint FROM minted`,
};

/** The reading statements, each tried again a few times when a connection breaks. */
export class LogReader {
  constructor(private readonly pool: Pool) {}

  /** @throws StoreUnavailable */
  async head(): Promise<EnginePosition> {
    const [row] = await this.query<[EnginePosition]>({
      name: 'head',
      text: 'SELECT position FROM event_log.head',
      ...plainRows,
    });
    return row && row[0] > 0n ? row[0] : beginning;
  }

  /** @throws StoreUnavailable */
  async eventAt(position: EnginePosition): Promise<string | null> {
    const [row] = await this.query<[string]>({
      name: 'event at',
      text: 'SELECT event_id FROM event_log.events WHERE position = $1',
      values: [position],
      ...plainRows,
    });
    return row?.[0] ?? null;
  }

  /** @throws StoreUnavailable */
  async lineage(): Promise<string> {
    const [row] = await this.query<[string]>({
      name: 'lineage',
      text: 'SELECT id FROM event_log.lineage',
      ...plainRows,
    });
    if (!row) throw new Error('The event log has lost its lineage');
    return row[0];
  }

  /** @throws StoreUnavailable */
  async formerLineages(): Promise<FormerLineage[]> {
    const rows = await this.query<[string, bigint]>({
      name: 'former lineages',
      text: 'SELECT lineage, until FROM event_log.former_lineages ORDER BY until DESC, lineage',
      ...plainRows,
    });
    return rows.map(([lineage, until]) => ({ lineage, until: Number(until) }));
  }

  /** @throws StoreUnavailable */
  async fork(former: string, until: number): Promise<void> {
    await this.query({ ...FORK, values: [former, until], ...plainRows });
  }

  /** Events after a position and up to another, in order: at most `count`, fewer where they are large. */
  async pageOfAll(after: EnginePosition, until: EnginePosition, count: number): Promise<RecordedEvent[]> {
    return this.events({ ...PAGE_OF_ALL, values: [count, limits.pageBytes, after, until] });
  }

  /** The same for one category, ordered by stream and revision. */
  async pageOfCategory(
    category: string,
    after: { streamId: string; revision: number },
    until: EnginePosition,
    count: number,
  ): Promise<RecordedEvent[]> {
    // "." is what follows "-" in the collation "C".
    const values = [count, limits.pageBytes, after.streamId, after.revision, `${category}.`, until];
    return this.events({ ...PAGE_OF_CATEGORY, values });
  }

  async stream(
    id: string,
    from: number,
    direction: 'forwards' | 'backwards',
    count: number,
  ): Promise<RecordedEvent[]> {
    return this.events({ ...(direction === 'forwards' ? FORWARDS : BACKWARDS), values: [id, from, count] });
  }

  /** The first `count` events of each stream. */
  async streams(ids: readonly string[], count: number): Promise<RecordedEvent[]> {
    return this.events({ ...MANY_STREAMS, values: [ids, count] });
  }

  private async events(query: Omit<QueryArrayConfig, 'rowMode'>): Promise<RecordedEvent[]> {
    const rows = await this.query<[RecordedEvent]>({ ...query, ...eventRows });
    return rows.map(([event]) => event);
  }

  private async query<Row extends unknown[]>(query: QueryArrayConfig): Promise<Row[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.rows<Row>(query);
      } catch (error) {
        if (verdict(error) === 'refused') throw error;
        if (attempt === limits.readAttempts || this.pool.ending) {
          throw new StoreUnavailable('The event log cannot be read', { cause: error });
        }
        await pause(backOff(attempt));
      }
    }
  }
  private async rows<Row extends unknown[]>(query: QueryArrayConfig): Promise<Row[]> {
    const client = await this.pool.connect();
    // The query under way fails as well and tells; without a listener the process would end.
    const ignore = () => undefined;
    client.on('error', ignore);
    let broken = true;
    try {
      const { rows } = await answer<Row>(client, query, limits.answerTime);
      broken = false;
      return rows;
    } finally {
      client.off('error', ignore);
      client.release(broken);
    }
  }
}
