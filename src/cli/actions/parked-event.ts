import type { EventStore, RecordedEvent } from '../../platform/event-store/event-store.js';
import { mapPersonal } from '../../platform/event-store/personal-payload.js';
import type { ParkedStream } from '../../platform/projections/parked-streams.js';

/** Characters of an event's data that are shown. */
const shownData = 10_000;

/** How many events of a parked stream stand behind the one that could not be projected. */
export async function waitingBehind(
  { streamId, revision }: ParkedStream,
  log: Pick<EventStore, 'readStream'>,
): Promise<number> {
  const [last] = await log.readStream(streamId, { direction: 'backwards', limit: 1 });
  return Math.max(0, (last?.revision ?? revision) - revision);
}

/** What an operator needs to know of a parked stream, as names and texts. What is personal stays sealed, and is left out. */
export async function shownEvent(
  parked: ParkedStream,
  log: Pick<EventStore, 'readStream'>,
): Promise<[name: string, text: string][]> {
  const { streamId, revision, error, detail, parkedAt } = parked;
  const [event] = await log.readStream(streamId, { from: revision, limit: 1 });
  const waiting = await waitingBehind(parked, log);
  return [
    ['Stream', streamId],
    ['Event', `${parked.eventType}, revision ${revision}, ordinal ${parked.ordinal}`],
    ['Parked', `since ${parkedAt}; ${waiting} events wait behind it`],
    ...(event ? stored(event) : []),
    ['Error', error],
    ...(detail === null ? [] : ([['Thrown', detail]] as [string, string][])),
  ];
}

function stored(event: RecordedEvent): [name: string, text: string][] {
  const { id, schemaVersion, recordedAt, metadata } = event;
  return [
    ['Stored', `${recordedAt} as ${id}, schema version ${schemaVersion}`],
    ['Metadata', JSON.stringify(metadata)],
    ['Data', dataOf(event)],
  ];
}

function dataOf({ data }: RecordedEvent): string {
  const text = JSON.stringify(
    mapPersonal(data, ({ value }) => ({ personal: value.personal, sealed: 'not shown' })),
  );
  return text.length <= shownData ? text : `${text.slice(0, shownData)}… (${text.length} characters)`;
}
