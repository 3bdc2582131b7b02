import type { Client } from 'pg';
import { answer } from '../../database/answer.js';
import { EventIdTaken } from '../append-check.js';
import { OutcomeUnknown, RevisionConflict, StoreUnavailable, type EnginePosition } from '../event-store.js';
import type { WaitingAppend } from './append-batcher.js';
import { sqlState, uniqueViolation, verdict, type Connection } from './connection.js';
import { limits } from './limits.js';
import { backOff, pause } from './waiting.js';

/**
 * One event, written by plain SQL: half the cost of the function. Nothing is written when the revision before it is
 * missing; when its own is there already, a unique index says so. Either way the function then tells what stands there.
 */
const APPEND_ONE = {
  name: 'append one',
  text: `WITH head AS (
    UPDATE event_log.head SET position = position + 1
    WHERE $3::integer = 0 OR EXISTS (
      SELECT FROM event_log.events WHERE stream_id = $2::text AND revision = $3::integer - 1)
    RETURNING position
  )
  INSERT INTO event_log.events (position, event_id, stream_id, revision, type, schema_version, data, metadata)
  SELECT position, $1::uuid, $2::text, $3::integer, $4::text, $5::smallint, $6::json, $7::json FROM head
  RETURNING position, recorded_at::text AS recorded`,
};

const APPEND_MANY = {
  name: 'append many',
  text: `SELECT last, recorded::text AS recorded, refused, refused_revisions, refused_positions
    FROM event_log.append($1, $2, $3, $4, $5, $6, $7, $8)`,
};

interface Answer {
  readonly last: string;
  /** As text: a Date knows no microseconds. */
  readonly recorded: string;
  readonly refused: readonly string[] | null;
  readonly refused_revisions: readonly number[] | null;
  readonly refused_positions: readonly (string | null)[] | null;
}

/** Writes batches of appends, and tells each append its outcome. */
export class AppendSender {
  constructor(private readonly connection: Connection) {}

  /**
   * Settles every append of `batch`. After a broken connection it is said again with the same ids: whatever was written
   * the first time then answers as a duplicate.
   * @returns false when no connection could be made
   */
  async send(batch: readonly WaitingAppend[]): Promise<boolean> {
    const end = Date.now() + limits.appendRetryTime;
    let perhapsWritten = false;
    for (let attempt = 1; ; attempt++) {
      let client: Client | undefined;
      let failure: unknown;
      try {
        client = await this.connection.use();
        await write(client, batch);
        return true;
      } catch (error) {
        failure = error;
      }
      if (client) {
        if (verdict(failure) === 'unknown') perhapsWritten = true;
        this.connection.discard(client);
      }
      if ((!client && !perhapsWritten) || attempt === limits.appendAttempts || Date.now() > end) {
        giveUp(batch, perhapsWritten, failure);
        return client !== undefined;
      }
      await pause(backOff(attempt));
    }
  }
}

function giveUp(batch: readonly WaitingAppend[], perhapsWritten: boolean, cause: unknown): void {
  for (const append of batch) {
    append.reject(
      perhapsWritten
        ? new OutcomeUnknown(`The answer to an append to ${append.streamId} was lost`, { cause })
        : new StoreUnavailable(`An append to ${append.streamId} was not written`, { cause }),
    );
  }
}

/** @throws what a further try may mend; everything else settles the appends */
async function write(client: Client, batch: readonly WaitingAppend[]): Promise<void> {
  const open = batch.filter(({ settled }) => !settled);
  const [only] = open;
  if (!only) return;
  if (open.length === 1 && only.events.length === 1 && (await writeOne(client, only))) return;
  try {
    await writeMany(client, open);
  } catch (error) {
    if (verdict(error) !== 'refused') throw error;
    if (open.length === 1) return only.reject(await explain(client, only, error));
    // One of them spoils the call for all: each on its own shows which.
    for (const append of open) await write(client, [append]);
  }
}

async function writeOne(client: Client, append: WaitingAppend): Promise<boolean> {
  const { id, type, schemaVersion, data, metadata } = append.events[0]!;
  try {
    const { rows } = await answer<{ position: string; recorded: string }>(
      client,
      {
        ...APPEND_ONE,
        values: [id, append.streamId, append.firstRevision, type, schemaVersion, data, metadata],
      },
      limits.answerTime,
    );
    if (!rows[0]) return false;
    settleWritten(append, BigInt(rows[0].position), rows[0].recorded);
    return true;
  } catch (error) {
    if (sqlState(error) === uniqueViolation) return false;
    throw error;
  }
}

async function writeMany(client: Client, batch: readonly WaitingAppend[]): Promise<void> {
  const { rows } = await answer<Answer>(
    client,
    { ...APPEND_MANY, values: columns(batch) },
    limits.answerTime,
  );
  const outcome = rows[0]!;
  const refused = new Map(outcome.refused?.map((streamId, index) => [streamId, index]));
  let position = BigInt(outcome.last);
  // The positions run to the last one in the order of the batch.
  for (const append of batch.toReversed()) {
    const index = refused.get(append.streamId);
    if (index === undefined) {
      settleWritten(append, position, outcome.recorded);
      position -= BigInt(append.events.length);
    } else {
      settleRefused(append, outcome.refused_revisions![index]!, outcome.refused_positions![index] ?? null);
    }
  }
}

/** @param position of the append's last event */
function settleWritten(append: WaitingAppend, position: bigint, recordedAt: string): void {
  const count = append.events.length;
  append.written = { firstPosition: position - BigInt(count) + 1n, recordedAt };
  append.resolve({
    status: 'appended',
    revision: append.firstRevision + count - 1,
    position: position as EnginePosition,
  });
}

function settleRefused(append: WaitingAppend, revision: number, position: string | null): void {
  if (position === null) {
    append.reject(new RevisionConflict(append.streamId, append.expected, revision < 0 ? 'none' : revision));
  } else {
    append.resolve({ status: 'duplicate', revision, position: BigInt(position) as EnginePosition });
  }
}

/** The arguments of `event_log.append`: an event at each index. */
function columns(batch: readonly WaitingAppend[]): unknown[] {
  const events = batch.flatMap((append) => append.events);
  return [
    batch.flatMap(({ streamId, events }) => events.map(() => streamId)),
    batch.flatMap(({ firstRevision, events }) => events.map((_, index) => firstRevision + index)),
    batch.flatMap(({ events }) => events.map((_, index) => index === 0)),
    events.map(({ id }) => id),
    events.map(({ type }) => type),
    events.map(({ schemaVersion }) => schemaVersion),
    `[${events.map(({ data }) => data).join()}]`,
    `[${events.map(({ metadata }) => metadata).join()}]`,
  ];
}

/** Why the database refused an append that stands at the right revision. */
async function explain(client: Client, append: WaitingAppend, error: unknown): Promise<Error> {
  if (sqlState(error) !== uniqueViolation) return error as Error;
  const { rows } = await answer<{ event_id: string; stream_id: string; stands: number | null }>(
    client,
    {
      text: `SELECT event_id, stream_id,
       (SELECT revision FROM event_log.events WHERE stream_id = $2 ORDER BY revision DESC LIMIT 1) AS stands
     FROM event_log.events WHERE event_id = ANY ($1::uuid[]) ORDER BY (stream_id = $2), position LIMIT 1`,
      values: [append.events.map(({ id }) => id), append.streamId],
    },
    limits.answerTime,
  );
  const known = rows[0];
  if (known && known.stream_id !== append.streamId) return new EventIdTaken(known.event_id, known.stream_id);
  return new RevisionConflict(append.streamId, append.expected, known?.stands ?? 'none');
}
