import { DomainError } from '../../kernel/errors.js';
import { parseStreamId } from '../../kernel/ids.js';
import { ownerOf, valueOf, type Personal, type SealedPersonal, isSealed } from '../../kernel/personal.js';
import { omit } from '../../kernel/values.js';
import { operator } from '../../platform/access/viewer.js';
import type { EventLog } from '../../platform/event-store/event-log.js';
import { maxReadStream, type RecordedEvent } from '../../platform/event-store/event-store.js';
import type { PersonalData } from '../../platform/privacy/personal-data.js';
import type { ReadRecords } from '../../platform/privacy/read-records.js';
import { slice } from '../domain/passages.js';
import type { ParticipantEvent } from '../domain/participant.events.js';
import type { NoteOfParticipant } from '../read-model/own-words.js';

/** What all reads of an export are recorded for. */
export const ownDataPurpose = 'participant’s own data';

/** What is read: the log, the keys, the record of reads, and what the rows have of a participant. */
export interface OwnDataSources {
  readonly log: Pick<EventLog, 'readStream'>;
  readonly personal: Pick<PersonalData, 'open'>;
  readonly reads: Pick<ReadRecords, 'record'>;
  nextNote(participant: string, after: string): Promise<NoteOfParticipant | null>;
  /** Streams that tell of the participant, or may, and cannot be read. */
  parked(participant: string): Promise<readonly string[]>;
}

/** All that is held of a participant, and nothing that others said. Moments are ISO 8601, UTC. */
export interface OwnData {
  readonly participant: object;
  /** Each note in which they take part, one at a time. */
  readonly notes: AsyncGenerator<object>;
}

/** An event of the participant's stream as it is stored: what is personal in it is sealed. */
type Stored = RecordedEvent & { readonly data: Readonly<Record<string, unknown>> };

/**
 * What a participant may ask for at any time, whether their consent stands or not. Each record is noted as read, by the
 * operator, before it is opened. Opaque ids of those who work with it are left out, and so are their reasons about notes.
 * @throws NOT_FOUND where there is no such participant, or where they have been erased or have asked for it
 * @throws UNAVAILABLE where something of it cannot be read: half of what is held must not pass for all of it
 * @throws PersonalDataClosed
 */
export async function ownData(id: string, sources: OwnDataSources): Promise<OwnData> {
  if (parseStreamId(id)?.category !== 'participant') {
    throw new DomainError('NOT_FOUND', `${id} is not the id of a participant: participant-<uuid>`, ['id']);
  }
  await assertWhole(id, sources);
  const events = await eventsOf(id, sources.log);
  const [first] = events;
  if (!first) throw new DomainError('NOT_FOUND', `There is no participant ${id}`, ['id']);
  if (events.some(({ type }) => type === 'ErasureRequested')) {
    throw new DomainError('NOT_FOUND', `${id} has been erased: nobody reads anything of them`, ['id']);
  }
  const study = String(first.data['study']);
  await noted(sources, id, study, ['identity', 'reasons']);
  return { participant: await enrolment(id, events, sources), notes: notesOf(id, sources) };
}

async function assertWhole(id: string, sources: OwnDataSources): Promise<void> {
  const streams = await sources.parked(id);
  if (streams.length === 0) return;
  const message = `What is held of ${id} cannot all be read: ${streams.join(', ')} (parked show tells why). Nothing of it is written out until that is mended`;
  throw new DomainError('UNAVAILABLE', message, ['id']);
}

async function eventsOf(id: string, log: OwnDataSources['log']): Promise<Stored[]> {
  const all: Stored[] = [];
  for (;;) {
    const events = (await log.readStream(id, { from: all.length })) as Stored[];
    all.push(...events);
    if (events.length < maxReadStream) return all;
  }
}

/** Who it is, what was put right, and every consent and withdrawal, in the order in which it was recorded. */
async function enrolment(id: string, events: readonly Stored[], { personal }: OwnDataSources) {
  const of = async (type: ParticipantEvent['type']) =>
    Promise.all(
      events
        .filter((event) => event.type === type)
        .map(async ({ recordedAt, data }) => ({
          recordedAt,
          ...(await withValues(omit(data, 'enrolledBy', 'obtainedBy'), personal)),
        })),
    );
  const [enrolled] = await of('ParticipantEnrolled');
  return {
    id,
    enrolled,
    corrections: await of('ParticipantCorrected'),
    consents: await of('ConsentRecorded'),
    expiries: await of('ConsentExpired'),
    withdrawals: await of('ConsentWithdrawn'),
  };
}

/** The fields of an event with what is sealed among them open; null where it cannot be opened any more. */
async function withValues(
  data: Stored['data'],
  personal: OwnDataSources['personal'],
): Promise<Record<string, unknown>> {
  const sealed = Object.entries(data).filter((entry): entry is [string, SealedPersonal] =>
    isSealed(entry[1]),
  );
  const opened = await openAll(
    sealed.map(([, value]) => value),
    personal,
  );
  return { ...data, ...Object.fromEntries(sealed.map(([name, value]) => [name, opened.get(value)])) };
}

async function* notesOf(participant: string, sources: OwnDataSources): AsyncGenerator<object> {
  for (let after = ''; ;) {
    const note = await sources.nextNote(participant, after);
    // Asked again: a note may have been parked while others were written out.
    if (!note) return assertWhole(participant, sources);
    await noted(sources, note.id, note.study, ['ownWords', 'date']);
    const own = note.versions.flatMap(({ segments }) => segments.filter((each) => isOwn(each, participant)));
    const sealed = [...own.map(({ text }) => text), ...(note.date ? [note.date] : [])];
    yield toldNote(note, await openAll(sealed, sources.personal));
    after = note.id;
  }
}

/** What somebody said is sealed under a key of theirs. */
function isOwn({ text }: { readonly text: SealedPersonal }, participant: string): boolean {
  return ownerOf(text.personal) === participant;
}

type Opened = ReadonlyMap<SealedPersonal, string | null>;

async function openAll(
  sealed: readonly SealedPersonal[],
  personal: OwnDataSources['personal'],
): Promise<Opened> {
  const values: readonly Personal<string>[] = sealed.length === 0 ? [] : await personal.open<string>(sealed);
  return new Map(sealed.map((value, index) => [value, valueOf(values[index])]));
}

function toldNote(note: NoteOfParticipant, opened: Opened): object {
  const { id, study, language, year, visibility, state, anonymized } = note;
  return {
    ...{ id, study, organization: note.about_organization, initiative: note.about_initiative },
    ...{ language, year, date: note.date ? opened.get(note.date) : null, visibility, state, anonymized },
    versions: note.versions.map(({ segments, ...version }) => ({
      ...version,
      words: segments.flatMap(({ text }) => opened.get(text) ?? []),
    })),
    codings: note.codings.flatMap((coding) => toldCoding(note, coding, opened)),
  };
}

/** A coding with those of its words that are the participant's own; none where it has no such words. */
function toldCoding(
  { versions }: NoteOfParticipant,
  { version, start, stop, lost, concept }: NoteOfParticipant['codings'][number],
  opened: Opened,
): object[] {
  const segments = versions.find(({ number }) => number === version)?.segments ?? [];
  let at = 0;
  const words = segments.flatMap(({ text }) => {
    const from = at;
    at += text.size ?? 0;
    const said = opened.get(text);
    if (said == null || start >= at || stop <= from) return [];
    return [slice(said, { start: Math.max(start - from, 0), end: Math.min(stop, at) - from })];
  });
  return words.length === 0 ? [] : [{ concept, version, lost, words }];
}

function noted(
  { reads }: OwnDataSources,
  record: string,
  study: string,
  fields: readonly string[],
): Promise<void> {
  const { actor, role } = operator;
  return reads.record([{ actor, role, record, study, fields, purpose: ownDataPurpose, breakGlass: false }]);
}
