import type { Decider } from '../../kernel/decider.js';
import { DomainError } from '../../kernel/errors.js';
import { isErased, keyOf, type OpenPersonal } from '../../kernel/personal.js';
import { sameJson } from '../../kernel/values.js';
import { because } from './because.js';
import type { InterviewNoteCommand, StandingConsent } from './interview-note.commands.js';
import {
  visibilities,
  type InterviewNoteEvent,
  type NoteVisibility,
  type Reanchored,
  type Segment,
} from './interview-note.events.js';
import { evolveInterviewNote, type InterviewNote, type InterviewNoteState } from './interview-note.state.js';
import { codePassage, reanchorCoding, uncodePassage } from './note-codings.js';
import { firstSegments, participantsOf, revisedText, sameTexts, withTexts } from './note-texts.js';
import type { ConsentScope } from './participant.events.js';
import { assertInside, isRedacted, rangesOf, redacted } from './passages.js';
import { reanchor } from './reanchor.js';

type Command<Type extends InterviewNoteCommand['type']> = Extract<InterviewNoteCommand, { type: Type }>;
type Events = readonly InterviewNoteEvent[];

/** The scope that every participant must allow before a note is shown so far; a private one needs a consent, of any scope. */
export const scopeOf: Readonly<Record<NoteVisibility, ConsentScope | null>> = {
  private: null,
  study: 'analysis',
  research: 'reuse',
};

/** What was said in an interview. Once its destruction is asked for, nothing is accepted but its completion. */
export const interviewNote: Decider<InterviewNoteState, InterviewNoteCommand, InterviewNoteEvent> = {
  initialState: { status: 'absent' },
  decide(command, state) {
    if (command.type === 'AddInterviewNote') return add(command, state);
    if (state.status === 'absent') throw new DomainError('NOT_FOUND', 'There is no such note', ['id']);
    if (command.type === 'DestroyNote') return destroy(command, state);
    if (command.type === 'CompleteDestruction') return completeDestruction(state);
    if (command.type === 'CompleteEarlierErasure') return completeEarlierErasure(command, state);
    if (state.status !== 'kept') throw destroyed();
    switch (command.type) {
      case 'CorrectInterviewNote':
        return revise('InterviewNoteCorrected', command, state);
      case 'AnonymizeNote':
        return revise('NoteAnonymized', command, state);
      case 'RedactPassage':
        return redact(command, state);
      case 'CodePassage':
        return codePassage(command, state);
      case 'UncodePassage':
        return uncodePassage(command, state);
      case 'ReanchorCoding':
        return reanchorCoding(command, state);
      case 'ChangeVisibility':
        return changeVisibility(command, state);
      default:
        return command satisfies never;
    }
  },
  evolve: evolveInterviewNote,
};

function destroyed(): DomainError {
  return new DomainError('NOTE_DESTROYED', 'The note has been destroyed, or is about to be', ['id']);
}

function add(command: Command<'AddInterviewNote'>, state: InterviewNoteState): Events {
  const { id, study, about, language, date, fictional, visibility, by, consents, reason } = command;
  const participants = participantsOf(command);
  const data = {
    study,
    about,
    language,
    year: command.year ?? Number(date!.slice(0, 4)),
    ...(date !== undefined && { date: sealed(id, date) }),
    participants,
    segments: firstSegments(command, participants, id),
    visibility,
    addedBy: by,
    ...(fictional === undefined ? {} : { fictional }),
    ...because(id, reason),
  };
  if (state.status === 'absent') {
    assertConsent(visibility, consents, ['participants']);
    return [{ type: 'InterviewNoteAdded', data }];
  }
  if (state.status !== 'kept') throw destroyed();
  if (sameAdded(state.added, data)) return [];
  throw new DomainError('ALREADY_EXISTS', 'There is a note with this id already, with other content', ['id']);
}

type Added = InterviewNote['added'];

/** Words that were erased since equal any words of their length: nobody can tell any more. */
function sameAdded(before: Added, now: Added): boolean {
  const clear = ({ segments, date: _, reason: __, ...rest }: Added) => ({
    ...rest,
    segments: segments.map(({ speaker, participant }) => ({ speaker, participant })),
  });
  const sameDate = (before.date !== undefined && isErased(before.date)) || sameJson(before.date, now.date);
  const sameWords = (one: Segment, index: number) => {
    const { text } = now.segments[index]!;
    return isErased(one.text) || isErased(text) || one.text.value === text.value;
  };
  return sameJson(clear(before), clear(now)) && sameDate && before.segments.every(sameWords);
}

/**
 * @param consents of all whom the note shows; whoever has been erased is not among them
 * @throws CONSENT_REQUIRED, VISIBILITY_ABOVE_CONSENT
 */
function assertConsent(
  visibility: NoteVisibility,
  consents: readonly StandingConsent[],
  path: readonly string[],
): void {
  const without = consents.filter(({ scopes }) => scopes === null).map(({ participant }) => participant);
  if (without.length > 0 || consents.length === 0) {
    const message = `No consent stands today of ${without.join(', ') || 'anybody'}: record one first, or wait for its first day`;
    throw new DomainError('CONSENT_REQUIRED', message, path, { participants: without });
  }
  const scope = scopeOf[visibility];
  if (scope === null) return;
  const refusing = consents.filter(({ scopes }) => !scopes!.includes(scope)).map((one) => one.participant);
  if (refusing.length === 0) return;
  throw new DomainError(
    'VISIBILITY_ABOVE_CONSENT',
    `The visibility "${visibility}" needs the scope "${scope}" in the consent of every participant; ${refusing.join(', ')} did not give it`,
    ['visibility'],
    { scope, participants: refusing },
  );
}

function revise(
  type: 'InterviewNoteCorrected' | 'NoteAnonymized',
  command: Command<'CorrectInterviewNote' | 'AnonymizeNote'>,
  state: InterviewNote,
): Events {
  const { id, replaces, reason } = command;
  if (replaces !== state.version) {
    if (isRepeat(type, command, state)) return [];
    throw conflict(replaces, state.version);
  }
  const { segments, kept } = revisedText(command, state, id);
  const done = type === 'InterviewNoteCorrected' || state.anonymized;
  if (done && sameTexts(segments, state.segments)) return [];
  const codings = reanchor([...state.codings.values()], state.segments, segments, kept);
  return [{ type, data: { version: state.version + 1, segments, codings, ...because(id, reason) } }];
}

/** Whether the version that stands is the one that came of it. */
function isRepeat(
  type: 'InterviewNoteCorrected' | 'NoteAnonymized',
  command: Command<'CorrectInterviewNote' | 'AnonymizeNote'>,
  state: InterviewNote,
): boolean {
  const { former, version } = state;
  if (!former || command.replaces !== version - 1 || (type === 'NoteAnonymized') !== state.anonymized)
    return false;
  try {
    const { segments } = revisedText(command, { ...state, segments: former }, command.id);
    return sameTexts(segments, state.segments);
  } catch (error) {
    if (error instanceof DomainError) return false; // it fits no text of that version
    throw error;
  }
}

function redact(command: Command<'RedactPassage'>, state: InterviewNote): Events {
  const { id, replaces, start, end, reason } = command;
  const range = { start, end };
  const said = state.version === replaces + 1 && state.redacted && sameJson(state.redacted, range);
  if (said) return [];
  if (state.version !== replaces) throw conflict(replaces, state.version);
  assertInside(state.segments, range);
  if (isRedacted(state.segments, range)) return [];
  const ranges = rangesOf(state.segments);
  const segments = withTexts(state, id, (text, index) => {
    const { start: from } = ranges[index]!;
    return redacted(text, { start: start - from, end: end - from });
  });
  // No code point more or less: every coding stays where it is.
  const codings = [...state.codings.values()].map((one): Reanchored =>
    one.lost
      ? { codingId: one.codingId, lost: true }
      : { codingId: one.codingId, start: one.start, end: one.end },
  );
  const data = { version: state.version + 1, segments, codings, start, end, ...because(id, reason) };
  return [{ type: 'PassageRedacted', data }];
}

function changeVisibility(command: Command<'ChangeVisibility'>, state: InterviewNote): Events {
  const { id, visibility, reason, consents } = command;
  if (visibility === state.visibility) return [];
  const raised = visibilities.indexOf(visibility) > visibilities.indexOf(state.visibility);
  if (raised) assertConsent(visibility, consents, ['visibility']);
  return [{ type: 'VisibilityChanged', data: { visibility, ...because(id, reason) } }];
}

function destroy({ id, reason }: Command<'DestroyNote'>, state: InterviewNote): Events {
  return state.status === 'kept' ? [{ type: 'NoteDestructionRequested', data: because(id, reason) }] : [];
}

function completeDestruction(state: InterviewNote): Events {
  if (state.status === 'kept') {
    throw new DomainError('INVALID_INPUT', 'Nobody has asked to destroy this note', ['id']);
  }
  return state.status === 'destroying' ? [{ type: 'NoteDestroyed', data: {} }] : [];
}

function completeEarlierErasure({ below }: Command<'CompleteEarlierErasure'>, state: InterviewNote): Events {
  if (below > state.eraseBelow) {
    const message = `Nobody has asked to erase the versions before ${below}`;
    throw new DomainError('INVALID_INPUT', message, ['below'], { eraseBelow: state.eraseBelow });
  }
  return below > state.erasedBelow ? [{ type: 'EarlierVersionsErased', data: { below } }] : [];
}

/** Both numbers, and no text: who replaces it may read both. */
function conflict(expected: number, actual: number): DomainError {
  const message = `This replaces version ${expected} of the note, but version ${actual} stands`;
  return new DomainError('TEXT_CONFLICT', message, ['replaces'], { expected, actual });
}

function sealed(owner: string, value: string): OpenPersonal<string> {
  return { personal: keyOf(owner), value };
}
