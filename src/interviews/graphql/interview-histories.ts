import { Injectable } from '@nestjs/common';
import { isErased, type SealedPersonal, isSealed } from '../../kernel/personal.js';
import type { RecordedEvent } from '../../platform/event-store/event-store.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { personStudying } from '../read-model/persons.js';
import type { Relation } from '../read-model/find-interviews.js';
import { sealedIdentities } from '../read-model/sealed-participants.js';
import { sealedNotes } from '../read-model/sealed-notes.js';
import { notKept } from './not-kept.js';
import { Reading, type Opened } from './reading.js';

/** Stands in a history where something was that nobody can ever read again. */
export const erasedMark = '█████';

/** A row of a participant or a note, as it was loaded for its viewer. */
export interface ToldRecord {
  readonly id: string;
  readonly state: string;
}

interface Readable extends Relation {
  readonly id: string;
  readonly study: string;
}

type Data = Readonly<Record<string, unknown>>;

/** What a history tells of the body of a note besides its words: for those alone who may read it now. */
const ofBody = ['concept', 'start', 'end', 'codings', 'codingId'];
/** What it tells of consents: nothing once erasure is asked for. */
const ofConsent = ['scopes', 'form', 'language', 'way', 'obtainedBy', 'from', 'until'];

/**
 * Events of participants and notes as a history may tell them to whoever edits the record: texts are left out, they stand in
 * the versions that are left; a name or a reason is opened for who may read it now, which is recorded.
 */
@Injectable()
export class InterviewHistories {
  constructor(private readonly reading: Reading) {}

  /**
   * Values in the place of what was sealed: opened, {@link erasedMark} where they are gone, null where they are not the
   * viewer's to read.
   * @throws PURPOSE_REQUIRED, PERSONAL_DATA_CLOSED
   */
  async opened(
    record: ToldRecord,
    events: readonly RecordedEvent[],
    context: RequestContext,
  ): Promise<RecordedEvent[]> {
    notKept(context);
    const row = await readable(record.id, context);
    const sealed = row ? events.flatMap(({ data }) => sealedIn(data as Data)) : [];
    const opened = row && sealed.length > 0 ? await this.open(row, sealed, context) : new Map();
    const gone = record.state !== 'enrolled' && record.state !== 'kept';
    const left = [
      'segments',
      ...(row === null && record.id.startsWith('interviewNote-') ? ofBody : []),
      ...(gone && record.id.startsWith('participant-') ? ofConsent : []),
    ];
    return events.map((event) => ({ ...event, data: told(event.data as Data, opened, { left, gone }) }));
  }

  private async open(
    row: Readable,
    sealed: readonly SealedPersonal[],
    context: RequestContext,
  ): Promise<Opened> {
    const { opened, refused } = await this.reading.open(
      context,
      [{ row, fields: ['history'] }],
      () => sealed,
    );
    for (const error of refused.values()) throw error;
    return opened;
  }
}

/** By the policy on who it is, or on the body; an admin, who reads neither without breaking the glass, reads nothing here. */
async function readable(id: string, { generation, viewer }: RequestContext): Promise<Readable | null> {
  if (personStudying(viewer) === null) return null;
  const [row] = id.startsWith('participant-')
    ? await sealedIdentities(generation, viewer, 'name', [id])
    : await sealedNotes(generation, viewer, [id], { segments: false, codings: false, versions: false });
  return row ?? null;
}

/** Fields of the event itself; what stands deeper are texts. */
function sealedIn(data: Data): SealedPersonal[] {
  return Object.values(data).filter(isSealed);
}

function told(
  data: Data,
  opened: Opened,
  { left, gone }: { readonly left: readonly string[]; readonly gone: boolean },
): Data {
  return Object.fromEntries(
    Object.entries(data).flatMap(([field, value]) => {
      if (left.includes(field)) return [];
      return [[field, isSealed(value) ? shown(value, opened, gone) : value]];
    }),
  );
}

function shown(value: SealedPersonal, opened: Opened, gone: boolean): unknown {
  const found = opened.get(value);
  if (found === undefined) return gone ? erasedMark : null;
  return isErased(found) ? erasedMark : found.value;
}
