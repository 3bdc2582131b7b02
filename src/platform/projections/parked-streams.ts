import type { EnginePosition } from '../event-store/event-store.js';
import type { Generation } from './generation.js';

/** A stream that is left out of the rows since one of its events could not be folded. */
export interface ParkedStream {
  readonly streamId: string;
  readonly position: EnginePosition;
  readonly ordinal: number;
  /** Of the event that could not be folded. */
  readonly revision: number;
  readonly eventType: string;
  /** One line. */
  readonly error: string;
  /** Where in the program it was thrown, and because of what. */
  readonly detail: string | null;
  /** ISO 8601. */
  readonly parkedAt: string;
}

/** Streams in one answer, at most. */
export const maxParked = 1_000;

/** The streams that are parked, oldest first, at most {@link maxParked}; of `ids` alone where they are given. */
export async function parkedStreams(
  generation: Generation,
  ids: readonly string[] | null = null,
): Promise<ParkedStream[]> {
  const { rows } = await generation.query<Omit<ParkedStream, 'position'> & { position: string }>({
    name: 'parked_streams',
    text: `SELECT stream_id AS "streamId", position, ordinal::float8 AS ordinal, revision, event_type AS "eventType", error, detail,
                  to_char(parked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "parkedAt"
             FROM ${generation.quoted}.parked_streams WHERE $1::text[] IS NULL OR stream_id = ANY($1::text[])
            ORDER BY ordinal LIMIT ${maxParked}`,
    values: [ids],
  });
  return rows.map((row) => ({ ...row, position: BigInt(row.position) as EnginePosition }));
}

/** How many streams are parked. */
export async function parkedCount(generation: Generation): Promise<number> {
  const { rows } = await generation.query<{ count: number }>({
    name: 'parked_count',
    text: `SELECT count(*)::float8 AS count FROM ${generation.quoted}.parked_streams`,
    values: [],
  });
  return rows[0]!.count;
}

/** Those of `ids` that are parked. */
export async function parkedAmong(
  generation: Generation,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await generation.query<{ id: string }>({
    name: 'parked_among',
    text: `SELECT stream_id AS id FROM ${generation.quoted}.parked_streams WHERE stream_id = ANY($1::text[])`,
    values: [ids],
  });
  return new Set(rows.map(({ id }) => id));
}

/** The ids of all that are parked, page by page; one that is parked again meanwhile is met once. */
export async function* allParked(generation: Generation): AsyncGenerator<string> {
  for (let after = ''; ;) {
    const { rows } = await generation.query<{ id: string }>({
      name: 'all_parked',
      text: `SELECT stream_id AS id FROM ${generation.quoted}.parked_streams
              WHERE stream_id > $1 ORDER BY stream_id LIMIT ${maxParked}`,
      values: [after],
    });
    for (const { id } of rows) yield id;
    if (rows.length < maxParked) return;
    after = rows.at(-1)!.id;
  }
}
