import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The event log. `data` and `metadata` are json, not jsonb: an event is kept to the letter as it was said (numbers, key
 * order, escapes), nothing ever searches inside it, and text costs less to write and to read back.
 * Names and types are collated "C", so that the streams of one category are one range of the index.
 */
export class EventLog1763700000000 implements MigrationInterface {
  name = 'EventLog1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA IF NOT EXISTS event_log');
    await runner.query(`CREATE TABLE event_log.lineage (
      only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
      id text NOT NULL
    )`);
    // Twelve hexadecimal digits: all random, for a version 4 UUID holds its fixed bits further on.
    await runner.query(
      `INSERT INTO event_log.lineage (id) SELECT left(replace(gen_random_uuid()::text, '-', ''), 12)`,
    );
    // Half-empty pages: each append changes this row, and the new version then fits beside the old one.
    await runner.query(`CREATE TABLE event_log.head (
      only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
      position bigint NOT NULL
    ) WITH (fillfactor = 10)`);
    await runner.query('INSERT INTO event_log.head (position) VALUES (0)');
    await runner.query(`CREATE TABLE event_log.events (
      position bigint PRIMARY KEY,
      event_id uuid NOT NULL UNIQUE,
      stream_id text COLLATE "C" NOT NULL,
      revision integer NOT NULL CHECK (revision >= 0),
      type text COLLATE "C" NOT NULL,
      schema_version smallint NOT NULL,
      data json NOT NULL,
      metadata json NOT NULL,
      recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      UNIQUE (stream_id, revision)
    )`);
    await runner.query(APPEND_OF_BEGINNING);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION event_log.append');
    await runner.query('DROP TABLE event_log.events, event_log.head, event_log.lineage');
  }
}

/**
 * Many appends in one transaction, at most one for each stream. All arrays are of one length and hold an event at each
 * index; the events of an append follow each other, and `begins` is true for its first. Data and metadata are JSON
 * arrays, for their texts would have to be escaped inside an array of PostgreSQL's (measured: a third slower).
 * `last` is the position of the last event written. The streams whose appends were not written come back in `refused`:
 * with a position, those events stood there already, the last of them at that revision and position; without one, the
 * stream stands at that revision (-1: there is none).
 * An event id that stands elsewhere in the log raises unique_violation, and nothing of the call is written.
 * To be called with plan_cache_mode = force_generic_plan.
 */
export const APPEND_OF_BEGINNING = `CREATE FUNCTION event_log.append(
  streams text[], revisions integer[], begins boolean[],
  ids uuid[], types text[], versions smallint[], datas json, metadatas json,
  OUT last bigint, OUT refused text[], OUT refused_revisions integer[], OUT refused_positions bigint[]
) LANGUAGE plpgsql AS $$
DECLARE
  appended bigint := cardinality(streams);
BEGIN
  -- From here on nobody else appends until this commits, and each statement below sees all that was committed before.
  UPDATE event_log.head SET position = position + appended RETURNING position INTO last;

  SELECT array_agg(a.stream) INTO refused
  FROM unnest(streams, revisions, begins) AS a(stream, revision, begins)
  WHERE a.begins AND a.revision - 1 <> coalesce(
    (SELECT e.revision FROM event_log.events e WHERE e.stream_id = a.stream ORDER BY e.revision DESC LIMIT 1), -1);

  IF refused IS NOT NULL THEN
    SELECT count(*) INTO appended FROM unnest(streams) AS a(stream) WHERE a.stream <> ALL (refused);
    UPDATE event_log.head SET position = position - cardinality(streams) + appended RETURNING position INTO last;
  END IF;

  INSERT INTO event_log.events (position, stream_id, revision, event_id, type, schema_version, data, metadata)
  SELECT last - appended + row_number() OVER (ORDER BY a.n),
    a.stream, a.revision, a.id, a.type, a.version, a.data, a.metadata
  FROM ROWS FROM (
    unnest(streams, revisions, ids, types, versions), json_array_elements(datas), json_array_elements(metadatas)
  ) WITH ORDINALITY AS a(stream, revision, id, type, version, data, metadata, n)
  WHERE refused IS NULL OR a.stream <> ALL (refused);

  IF refused IS NOT NULL THEN
    SELECT array_agg(r.stream), array_agg(CASE WHEN r.same THEN r.revision ELSE r.stands END),
      array_agg(CASE WHEN r.same THEN r.position END)
    INTO refused, refused_revisions, refused_positions
    FROM (
      SELECT a.stream, count(*) = count(known.position) AS same, max(known.revision) AS revision,
        max(known.position) AS position, coalesce((
          SELECT e.revision FROM event_log.events e WHERE e.stream_id = a.stream ORDER BY e.revision DESC LIMIT 1
        ), -1) AS stands
      FROM unnest(streams, revisions, ids) AS a(stream, revision, id)
      LEFT JOIN event_log.events known
        ON known.stream_id = a.stream AND known.revision = a.revision AND known.event_id = a.id
      WHERE a.stream = ANY (refused)
      GROUP BY a.stream
    ) AS r;
  END IF;
END $$`;
