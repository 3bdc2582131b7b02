import type { SealedPersonal } from '../../kernel/personal.js';
import { documents, type ProjectedEvent } from '../../platform/projections/documents.js';
import { conceptKey } from '../../platform/read-side/filed-ordinals.js';
import { firstColumns, touched } from '../../platform/read-side/record-row.js';
import { rowSources } from '../../platform/read-side/row-sources.js';
import type { InterviewNoteEvent } from '../domain/interview-note.events.js';
import {
  InterviewNoteBodyRow,
  InterviewNoteCodingRow,
  InterviewNoteRow,
  InterviewNoteVersionRow,
  type SealedSegment,
  type VersionKind,
} from './interview-note.entity.js';

type Projected = ProjectedEvent<InterviewNoteEvent>;
type Data<Type extends InterviewNoteEvent['type']> = Extract<InterviewNoteEvent, { type: Type }>['data'];
type NewVersion = Extract<
  InterviewNoteEvent,
  { type: 'InterviewNoteCorrected' | 'NoteAnonymized' | 'PassageRedacted' }
>;

const sources = [
  ...rowSources,
  ...[
    './interview-note.entity.js',
    '../domain/interview-note.events.js',
    '../../kernel/personal.js',
    '../../platform/read-side/filed-ordinals.js',
  ].map((path) => new URL(path, import.meta.url)),
  new URL(import.meta.url),
];

/** The columns that policies ask, as a note begins. */
function begun(data: Data<'InterviewNoteAdded'>, event: Projected) {
  return {
    ...firstColumns(event),
    fictional: data.fictional ?? false,
    study: data.study,
    visibility: data.visibility,
    author: data.addedBy,
    participants: data.participants,
    state: 'kept',
    anonymized: false,
    version: 1,
  } as const;
}

/** What an event changes of the columns that policies ask. */
function changes(
  event: Projected,
): Partial<Pick<InterviewNoteRow, 'visibility' | 'state' | 'anonymized' | 'version'>> {
  switch (event.type) {
    case 'InterviewNoteCorrected':
      // Nobody has said of the new words that they name nobody.
      return { version: event.data.version, anonymized: false };
    case 'NoteAnonymized':
      return { version: event.data.version, anonymized: true };
    case 'PassageRedacted':
      return { version: event.data.version };
    case 'VisibilityChanged':
      return { visibility: event.data.visibility };
    case 'NoteDestructionRequested':
      return { state: 'destroying' };
    case 'NoteDestroyed':
      return { state: 'destroyed' };
    case 'InterviewNoteAdded':
    case 'PassageCoded':
    case 'CodingReanchored':
    case 'PassageUncoded':
    case 'EarlierVersionsErased':
      return {};
    default:
      return event satisfies never;
  }
}

export const interviewNoteDocuments = documents<InterviewNoteRow, InterviewNoteEvent>({
  category: 'interviewNote',
  entity: InterviewNoteRow,
  fold(row, event) {
    if (event.type === 'InterviewNoteAdded') {
      const { about, language, year } = event.data;
      return {
        ...begun(event.data, event),
        about_organization: about.organization ?? null,
        about_initiative: about.initiative ?? null,
        language,
        year,
        erase_below: 0,
        erased_below: 0,
      };
    }
    if (!row) return null;
    // What is coded shows in no metadata, not even that something was.
    return isOfCodings(event)
      ? { ...row, revision: event.revision }
      : { ...row, ...changes(event), ...erasures(row, event), ...touched(event) };
  },
  indexes: new URL('./interview-note.indexes.sql', import.meta.url),
  sources,
});

function isOfCodings({ type }: Projected): boolean {
  return type === 'PassageCoded' || type === 'CodingReanchored' || type === 'PassageUncoded';
}

function erasures(row: InterviewNoteRow, event: Projected): Partial<InterviewNoteRow> {
  if (isErasing(event)) return { erase_below: event.data.version };
  return event.type === 'EarlierVersionsErased'
    ? { erased_below: Math.max(row.erased_below, event.data.below) }
    : {};
}

function isErasing(
  event: Projected,
): event is Projected & Extract<InterviewNoteEvent, { type: 'NoteAnonymized' | 'PassageRedacted' }> {
  return event.type === 'NoteAnonymized' || event.type === 'PassageRedacted';
}

export const interviewNoteBodyDocuments = documents<InterviewNoteBodyRow, InterviewNoteEvent>({
  category: 'interviewNote',
  entity: InterviewNoteBodyRow,
  fold(row, event) {
    if (event.type === 'InterviewNoteAdded') {
      return { ...begun(event.data, event), date: (event.data.date as SealedPersonal | undefined) ?? null };
    }
    return row && { ...row, ...changes(event), ...touched(event) };
  },
  indexes: new URL('./interview-note-body.indexes.sql', import.meta.url),
  sources: [],
});

const kinds = {
  InterviewNoteCorrected: 'corrected',
  NoteAnonymized: 'anonymized',
  PassageRedacted: 'redacted',
} as const satisfies Record<NewVersion['type'], VersionKind>;

function isNewVersion(event: Projected): event is Projected & NewVersion {
  return event.type in kinds;
}

export const versionKey = (note: string, number: number): string => `${note}/${number}`;

/** Versions 1 to `last`. */
function versionKeys(note: string, last: number): string[] {
  return Array.from({ length: last }, (_, index) => versionKey(note, index + 1));
}

/** Each version has a row of its own, so that coding a passage writes no text again. */
export const interviewNoteVersionDocuments = documents<InterviewNoteVersionRow, InterviewNoteEvent>({
  category: 'interviewNote',
  entity: InterviewNoteVersionRow,
  keys(event) {
    if (event.type === 'InterviewNoteAdded') return [versionKey(event.streamId, 1)];
    if (event.type === 'EarlierVersionsErased') return versionKeys(event.streamId, event.data.below - 1);
    if (isErasing(event)) return versionKeys(event.streamId, event.data.version);
    return isNewVersion(event) ? [versionKey(event.streamId, event.data.version)] : [];
  },
  fold(_row, event, key) {
    if (event.type === 'InterviewNoteAdded') return version(event, 1, 'added', event.data.segments);
    // Earlier ones are no longer read as soon as they are to be made unreadable.
    if (!isNewVersion(event) || key !== versionKey(event.streamId, event.data.version)) return null;
    return version(event, event.data.version, kinds[event.type], event.data.segments);
  },
  indexes: new URL('./interview-note-version.indexes.sql', import.meta.url),
  sources: [],
});

function version(
  { streamId, recordedAt }: Projected,
  number: number,
  kind: VersionKind,
  segments: unknown,
): InterviewNoteVersionRow {
  return {
    key: versionKey(streamId, number),
    id: streamId,
    number,
    kind,
    recorded_at: recordedAt,
    // As the log has them, sealed.
    segments: segments as SealedSegment[],
  };
}

const codingKey = (note: string, coding: string): string => `${note}/${coding}`;

export const interviewNoteCodingDocuments = documents<InterviewNoteCodingRow, InterviewNoteEvent>({
  category: 'interviewNote',
  entity: InterviewNoteCodingRow,
  keys(event) {
    const of = (coding: string) => codingKey(event.streamId, coding);
    if (isNewVersion(event)) return event.data.codings.map(({ codingId }) => of(codingId));
    switch (event.type) {
      case 'PassageCoded':
      case 'CodingReanchored':
      case 'PassageUncoded':
        return [of(event.data.codingId)];
      default:
        return [];
    }
  },
  fold(row, event, key) {
    if (event.type === 'PassageCoded') return coded(event.data, event);
    if (!row || event.type === 'PassageUncoded') return null;
    if (isNewVersion(event)) return moved(row, event, key);
    if (event.type !== 'CodingReanchored') return row;
    const { start, end, version: number } = event.data;
    return { ...row, start, stop: end, version: number, lost: false };
  },
  indexes: new URL('./interview-note-coding.indexes.sql', import.meta.url),
  sources: [],
});

function coded(data: Data<'PassageCoded'>, event: Projected): InterviewNoteCodingRow {
  const { codingId, start, end, concept, coder } = data;
  return {
    key: codingKey(event.streamId, codingId),
    id: event.streamId,
    coding_id: codingId,
    start,
    stop: end,
    version: data.version,
    lost: false,
    concept: conceptKey(concept.scheme, concept.code),
    coder,
    ordinal: event.ordinal,
  };
}

/** Where a coding lies in a new version; one that is lost keeps the place of the version in which it was last found. */
function moved(
  row: InterviewNoteCodingRow,
  { streamId, data }: Projected & NewVersion,
  key: string,
): InterviewNoteCodingRow {
  const place = data.codings.find(({ codingId }) => codingKey(streamId, codingId) === key);
  if (place?.start === undefined || place.end === undefined || place.lost) return { ...row, lost: true };
  return { ...row, start: place.start, stop: place.end, version: data.version, lost: false };
}
