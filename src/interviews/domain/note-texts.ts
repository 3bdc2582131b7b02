import { DomainError } from '../../kernel/errors.js';
import type { StreamId } from '../../kernel/ids.js';
import { isErased, keyOf, type Personal } from '../../kernel/personal.js';
import type { RevisedSegment, SaidSegment } from './interview-note.commands.js';
import { noteLimits, type Segment } from './interview-note.events.js';
import type { InterviewNote } from './interview-note.state.js';
import { lengthOf } from './passages.js';

type ParticipantId = StreamId<'participant'>;
type Path = readonly (string | number)[];
interface Given<Segments> {
  readonly segments?: Segments;
  readonly body?: string;
}

/** Which key a text is sealed under: its speaker's, for this version of this note. */
interface Place {
  readonly note: string;
  readonly version: number;
}

/** Those who take part: named, or all who speak. @throws INVALID_INPUT */
export function participantsOf({
  participants,
  segments,
}: Given<readonly SaidSegment[]> & { readonly participants?: readonly ParticipantId[] }): ParticipantId[] {
  if (participants) return [...participants];
  const speaking = new Set(segments?.flatMap(({ participant }) => participant ?? []));
  if (speaking.size === 0) {
    const message = 'Name the participants of the interview, or those who speak in its segments';
    throw new DomainError('INVALID_INPUT', message, ['participants']);
  }
  if (speaking.size > noteLimits.participants) {
    const message = `A note has at most ${noteLimits.participants} participants`;
    throw new DomainError('INVALID_INPUT', message, ['segments'], { participants: speaking.size });
  }
  return [...speaking];
}

/** The segments of a new note. @throws INVALID_INPUT */
export function firstSegments(
  { segments, body }: Given<readonly SaidSegment[]>,
  participants: readonly ParticipantId[],
  note: string,
): Segment[] {
  const place = { note, version: 1 };
  const made =
    body === undefined
      ? segments!.map((one, index) => spokenSegment(one, participants, place, ['segments', index]))
      : [spokenSegment({ speaker: 'participant', text: body }, participants, place, ['body'])];
  assertSize(made, body === undefined ? ['segments'] : ['body']);
  return made;
}

export interface RevisedText {
  readonly segments: Segment[];
  /** By index of a segment that was kept: its index now. */
  readonly kept: ReadonlyMap<number, number>;
}

/**
 * The segments of a note's next version. What was erased is there for its length alone: all of it stays, in its order.
 * @throws INVALID_INPUT
 */
export function revisedText(
  { segments, body }: Given<readonly RevisedSegment[]>,
  state: InterviewNote,
  note: string,
): RevisedText {
  const place = { note, version: state.version + 1 };
  const participants = state.participants as readonly ParticipantId[];
  if (body !== undefined) return { segments: revisedBody(body, state, place), kept: new Map() };
  const kept = new Map<number, number>();
  const made = segments!.map((one, index) => {
    const path = ['segments', index];
    if (one.keep === undefined) return spokenSegment(one as SaidSegment, participants, place, path);
    if (kept.has(one.keep)) {
      throw new DomainError('INVALID_INPUT', `keeps segment ${one.keep} a second time`, [...path, 'keep']);
    }
    kept.set(one.keep, index);
    return keptSegment(one.keep, state, place, path);
  });
  assertErasedKept(state, kept);
  assertSize(made, ['segments']);
  return { segments: made, kept };
}

/** The segments with other texts, under the keys of the next version. */
export function withTexts(
  state: InterviewNote,
  note: string,
  textOf: (text: Personal<string>, index: number) => Personal<string>,
): Segment[] {
  const place = { note, version: state.version + 1 };
  return state.segments.map((one, index) => ({ ...one, text: rekeyed(one, textOf(one.text, index), place) }));
}

/** The same speakers with the same words; what was erased equals itself. */
export function sameTexts(a: readonly Segment[], b: readonly Segment[]): boolean {
  return a.length === b.length && a.every((one, index) => sameSegment(one, b[index]!));
}

function sameSegment(a: Segment, b: Segment): boolean {
  if (a.speaker !== b.speaker || a.participant !== b.participant) return false;
  if (isErased(a.text) || isErased(b.text))
    return isErased(a.text) && isErased(b.text) && a.text.size === b.text.size;
  return a.text.value === b.text.value;
}

function revisedBody(body: string, { segments, participants }: InterviewNote, place: Place): Segment[] {
  const [only, ...others] = segments;
  if (others.length > 0 || only?.speaker !== 'participant' || isErased(only.text)) {
    const message = 'The note has more than the words of one participant: give its segments';
    throw new DomainError('INVALID_INPUT', message, ['body']);
  }
  const said = { speaker: 'participant' as const, participant: only.participant, text: body };
  const made = [spokenSegment(said, participants as readonly ParticipantId[], place, ['body'])];
  assertSize(made, ['body']);
  return made;
}

function keptSegment(index: number, { segments }: InterviewNote, place: Place, path: Path): Segment {
  const kept = segments[index];
  if (kept) return { ...kept, text: rekeyed(kept, kept.text, place) };
  const message = `There is no segment ${index}: the version that is replaced has ${segments.length}, counted from 0`;
  throw new DomainError('INVALID_INPUT', message, [...path, 'keep']);
}

function spokenSegment(
  { speaker, participant, text }: SaidSegment,
  participants: readonly ParticipantId[],
  place: Place,
  path: Path,
): Segment {
  if (speaker === 'interviewer') {
    if (participant === undefined) return { speaker, text: sealed(speaker, undefined, text, place) };
    throw new DomainError('INVALID_INPUT', 'The interviewer is no participant', [...path, 'participant']);
  }
  const who = participant ?? onlyOf(participants, path);
  if (!participants.includes(who)) {
    const message = `${who} does not take part in this interview`;
    throw new DomainError('INVALID_INPUT', message, [...path, 'participant'], { participant: who });
  }
  return { speaker, participant: who, text: sealed(speaker, who, text, place) };
}

function onlyOf(participants: readonly ParticipantId[], path: Path): ParticipantId {
  if (participants.length === 1) return participants[0]!;
  throw new DomainError('INVALID_INPUT', 'must name which of the participants speaks', [
    ...path,
    'participant',
  ]);
}

function sealed(
  speaker: Segment['speaker'],
  participant: string | undefined,
  value: string,
  { note, version }: Place,
): Personal<string> {
  const personal = speaker === 'participant' ? keyOf(participant!, note, version) : keyOf(note, version);
  return { personal, value };
}

function rekeyed({ speaker, participant }: Segment, text: Personal<string>, place: Place): Personal<string> {
  return isErased(text) ? text : sealed(speaker, participant, text.value, place);
}

/** @throws INVALID_INPUT */
function assertErasedKept({ segments }: InterviewNote, kept: ReadonlyMap<number, number>): void {
  let last = -1;
  for (const [index, { text }] of segments.entries()) {
    if (!isErased(text)) continue;
    const now = kept.get(index);
    if (now === undefined || now < last) {
      const what = now === undefined ? 'has to be kept' : 'has to stay in its order';
      throw new DomainError('INVALID_INPUT', `Segment ${index} was erased: it ${what}`, ['segments']);
    }
    last = now;
  }
}

/** @throws INVALID_INPUT */
function assertSize(segments: readonly Segment[], path: Path): void {
  const points = lengthOf(segments);
  if (points > noteLimits.body) {
    const message = `The text has ${points} code points, and ${noteLimits.body} at most are kept`;
    throw new DomainError('INVALID_INPUT', message, path, { codePoints: points, limit: noteLimits.body });
  }
  const bytes = segments.reduce((sum, { text }) => sum + (isErased(text) ? 0 : bytesOf(text.value)), 0);
  if (bytes <= noteLimits.bytes) return;
  const message = `The text has ${bytes} bytes in UTF-8, and ${noteLimits.bytes} at most are kept`;
  throw new DomainError('INVALID_INPUT', message, path, { bytes, limit: noteLimits.bytes });
}

function bytesOf(text: string): number {
  let bytes = 0;
  for (const point of text) {
    const value = point.codePointAt(0)!;
    bytes += value < 0x80 ? 1 : value < 0x800 ? 2 : value < 0x10000 ? 3 : 4;
  }
  return bytes;
}
