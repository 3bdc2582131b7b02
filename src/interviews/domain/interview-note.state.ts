import { Map as PersistentMap } from 'immutable';
import { omit } from '../../kernel/values.js';
import type { InterviewNoteEvent, NoteVisibility, Reanchored, Segment } from './interview-note.events.js';
import type { Range } from './passages.js';

type DataOf<Type extends InterviewNoteEvent['type']> = Extract<InterviewNoteEvent, { type: Type }>['data'];

export interface Coding extends Range {
  readonly codingId: string;
  /** Its passage is no longer in the text: start and end tell where it was. */
  readonly lost: boolean;
  readonly concept: DataOf<'PassageCoded'>['concept'];
  readonly coder: string;
}

export interface InterviewNote {
  /** `destroying`: asked for, and its keys may still be there. */
  readonly status: 'kept' | 'destroying' | 'destroyed';
  /** As it was added: adding it again with this content is a repeat. */
  readonly added: DataOf<'InterviewNoteAdded'>;
  readonly study: string;
  readonly participants: readonly string[];
  readonly author: string;
  /** Counts the versions of its text, from 1. */
  readonly version: number;
  readonly segments: readonly Segment[];
  /** The segments of the version before: what replaced it, said again, changes nothing. */
  readonly former?: readonly Segment[];
  /** By id, those that stand. */
  readonly codings: PersistentMap<string, Coding>;
  /** By id, as each was made, those that were taken away too: making one again is a repeat. */
  readonly coded: PersistentMap<string, Omit<DataOf<'PassageCoded'>, 'reason'>>;
  readonly visibility: NoteVisibility;
  /** Whether the current version names nobody. A correction may name somebody again. */
  readonly anonymized: boolean;
  /** The passage that the current version redacted. */
  readonly redacted?: Range;
  /** Versions before `eraseBelow` are to be unreadable, and those before `erasedBelow` are. */
  readonly eraseBelow: number;
  readonly erasedBelow: number;
}

export type InterviewNoteState = { readonly status: 'absent' } | InterviewNote;

export function evolveInterviewNote(
  state: InterviewNoteState,
  event: InterviewNoteEvent,
): InterviewNoteState {
  if (event.type === 'InterviewNoteAdded') return added(event.data);
  if (state.status === 'absent') return state;
  switch (event.type) {
    case 'InterviewNoteCorrected':
      return { ...newVersion(state, event.data), anonymized: false };
    case 'NoteAnonymized': {
      const { version } = event.data;
      return { ...newVersion(state, event.data), anonymized: true, eraseBelow: version };
    }
    case 'PassageRedacted': {
      const { version, start, end } = event.data;
      return { ...newVersion(state, event.data), redacted: { start, end }, eraseBelow: version };
    }
    case 'PassageCoded':
      return coded(state, event.data);
    case 'CodingReanchored': {
      const { codingId, start, end } = event.data;
      const coding = state.codings.get(codingId);
      if (!coding) return state;
      return { ...state, codings: state.codings.set(codingId, { ...coding, start, end, lost: false }) };
    }
    case 'PassageUncoded':
      return { ...state, codings: state.codings.delete(event.data.codingId) };
    case 'VisibilityChanged':
      return { ...state, visibility: event.data.visibility };
    case 'EarlierVersionsErased':
      return { ...state, erasedBelow: Math.max(state.erasedBelow, event.data.below) };
    case 'NoteDestructionRequested':
      return { ...state, status: 'destroying' };
    case 'NoteDestroyed':
      return { ...state, status: 'destroyed' };
    default:
      return event satisfies never;
  }
}

function added(data: DataOf<'InterviewNoteAdded'>): InterviewNote {
  const { study, participants, addedBy, segments, visibility } = data;
  return {
    status: 'kept',
    added: data,
    study,
    participants,
    author: addedBy,
    version: 1,
    segments,
    codings: PersistentMap(),
    coded: PersistentMap(),
    visibility,
    anonymized: false,
    eraseBelow: 0,
    erasedBelow: 0,
  };
}

function newVersion(state: InterviewNote, data: DataOf<'InterviewNoteCorrected'>): InterviewNote {
  const moved = new Map(data.codings.map((one) => [one.codingId, one]));
  return {
    ...omit(state, 'redacted'),
    version: data.version,
    segments: data.segments,
    former: state.segments,
    codings: state.codings.map((coding) => anchored(coding, moved.get(coding.codingId))),
  };
}

function anchored(coding: Coding, place: Reanchored | undefined): Coding {
  if (place?.start === undefined || place.end === undefined) return { ...coding, lost: true };
  return { ...coding, start: place.start, end: place.end, lost: false };
}

function coded(state: InterviewNote, data: DataOf<'PassageCoded'>): InterviewNote {
  const { codingId, start, end, concept, coder } = data;
  return {
    ...state,
    codings: state.codings.set(codingId, { codingId, start, end, lost: false, concept, coder }),
    coded: state.coded.set(codingId, omit(data, 'reason')),
  };
}
