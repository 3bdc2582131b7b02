import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/errors.js';
import type { CommandContext } from '../../platform/commands/command-executor.js';
import { Clock } from '../../platform/runtime/clock.js';
import type { InterviewNoteCommand } from '../domain/interview-note.commands.js';
import { noteLimits } from '../domain/interview-note.events.js';
import type { InterviewNote } from '../domain/interview-note.state.js';
import { standingScopes, type ParticipantState } from '../domain/participant.state.js';
import type { ConsentScope } from '../domain/participant.events.js';
import type { StudyState } from '../domain/study.state.js';
import { ClearStreams } from './clear-streams.js';
import { forbidden, isOperator, leads, notFound, takesPart, wrote } from './speakers.js';

type Name = InterviewNoteCommand['type'];

/** Those who read the body of a note in their study code it. */
const coding: ReadonlySet<Name> = new Set(['CodePassage', 'ReanchorCoding', 'UncodePassage']);
/** What the lead of a study may say of notes by others. */
const leading: ReadonlySet<Name> = new Set(['AnonymizeNote', 'RedactPassage', 'DestroyNote']);
/** What needs the words to be open: to whoever says it, and to everyone. */
const ofWords: ReadonlySet<Name> = new Set([
  'CorrectInterviewNote',
  'RedactPassage',
  'CodePassage',
  'ReanchorCoding',
]);

/** A note with all that decides on who may say what about it. */
interface Seen {
  readonly note: InterviewNote;
  readonly study: StudyState;
  readonly participants: readonly ParticipantState[];
  readonly today: string;
}

/**
 * Who may say what about which note. Its author all; members of its study code what they may read; its lead makes a note
 * safer, or destroys it; an admin destroys it. Whoever may not know of it is told that there is none.
 */
@Injectable()
export class NoteRights {
  constructor(
    private readonly streams: ClearStreams,
    private readonly clock: Clock,
  ) {}

  /** @throws NOT_FOUND, FORBIDDEN */
  async assertMay(name: Name, id: string, context: CommandContext, codingId?: string): Promise<void> {
    const seen = await this.seen(id);
    if (seen && isOperator(context)) return;
    const ends =
      seen !== null && name === 'DestroyNote' && leads(context, seen.study) && !isWithinRetention(seen);
    if (!seen || !(ends || sees(context, seen))) {
      await this.level(id, seen);
      throw notFound('note');
    }
    if (!ends && !may(name, context, seen, codingId)) {
      throw forbidden(`The author of the note says ${name}${whoElse(name)}`);
    }
  }

  /**
   * That the note is still open to what is said of it, asked of those who may say it. Not asked of what has been said
   * before: a repetition is answered as it was the first time, whatever has been withdrawn since.
   * @throws CONSENT_REQUIRED, FORBIDDEN
   */
  async assertOpen(name: Name, id: string): Promise<void> {
    if (!ofWords.has(name) && name !== 'AnonymizeNote') return;
    const seen = await this.seen(id);
    if (seen?.note.status === 'kept') assertOpen(name, seen);
  }

  /** The note, where whoever asks may read its body now: as the policy on bodies has it. Null for all others. */
  async readable(id: string, context: CommandContext): Promise<InterviewNote | null> {
    const seen = await this.seen(id);
    if (seen && reads(context, seen)) return seen.note;
    await this.level(id, seen);
    return null;
  }

  /**
   * Whoever is told that there is none has cost the same number of reads, whether there is none, or one with however many
   * participants: as many as a note with the most of them.
   */
  private async level(id: string, seen: Seen | null): Promise<void> {
    const missing = noteLimits.participants - (seen?.participants.length ?? 1);
    await Promise.all(Array.from({ length: missing }, () => this.streams.participant(likeParticipant(id))));
  }

  private async seen(id: string): Promise<Seen | null> {
    const note = await this.streams.note(id);
    const there = note.status !== 'absent';
    // As many reads where there is none as where there is one.
    const [study, ...participants] = await Promise.all([
      this.streams.study(there ? note.study : `study-${uuidOf(id)}`),
      ...(there ? note.participants : [likeParticipant(id)]).map((one) => this.streams.participant(one)),
    ]);
    return there ? { note, study, participants, today: this.clock.today() } : null;
  }
}

const uuidOf = (id: string) => id.slice(id.indexOf('-') + 1);
/** A participant that there is none of. */
const likeParticipant = (id: string) => `participant-${uuidOf(id)}`;

/** What was said in it: the note is kept and within its retention, and everyone agrees to be read by whoever asks. */
function reads(context: CommandContext, seen: Seen): boolean {
  const { note, study, participants, today } = seen;
  if (note.status !== 'kept' || !isWithinRetention(seen) || !agree(participants, null, today)) return false;
  if (wrote(context, note) || isOperator(context)) return true;
  if (takesPart(context, study))
    return note.visibility !== 'private' && agree(participants, 'analysis', today);
  return (
    context.role === 'researcher' && note.visibility === 'research' && agree(participants, 'reuse', today)
  );
}

function whoElse(name: Name): string {
  if (coding.has(name)) return ', or a member of the study who may read it';
  return leading.has(name) ? ', or the lead of the study where it is shared' : '';
}

/** That there is such a note: as the policy on its metadata has it. */
function sees(context: CommandContext, { note, study, participants, today }: Seen): boolean {
  if (wrote(context, note) || context.role === 'admin') return true;
  if (takesPart(context, study)) return note.visibility !== 'private';
  return (
    context.role === 'researcher' &&
    note.visibility === 'research' &&
    note.status === 'kept' &&
    agree(participants, 'reuse', today)
  );
}

function may(name: Name, context: CommandContext, seen: Seen, codingId: string | undefined): boolean {
  const { note, study, participants, today } = seen;
  if (context.role === 'admin') return name === 'DestroyNote';
  if (wrote(context, note)) return true;
  if (leading.has(name)) return leads(context, study);
  if (!coding.has(name) || !takesPart(context, study)) return false;
  if (!agree(participants, 'analysis', today)) return false;
  if (name !== 'UncodePassage' || leads(context, study)) return true;
  const made = codingId === undefined ? undefined : note.coded.get(codingId);
  return made === undefined || made.coder === context.actor;
}

/** @throws CONSENT_REQUIRED, FORBIDDEN */
function assertOpen(name: Name, seen: Seen): void {
  // An anonymized text outlives the term of a consent and the retention; one that was withdrawn asks for no new text.
  const anonymizes = name === 'AnonymizeNote';
  const { participants, today } = seen;
  if (
    !(anonymizes
      ? someoneLeft(participants, (one) => one.consent !== undefined)
      : agree(participants, null, today))
  ) {
    const message = 'The consent of every participant must stand, and does not: the note is closed';
    throw new DomainError('CONSENT_REQUIRED', message, ['id']);
  }
  if (anonymizes || isWithinRetention(seen)) return;
  throw forbidden('The retention of the study has ended: anonymize the note, or destroy it');
}

function isWithinRetention({ note, study, today }: Seen): boolean {
  return note.anonymized || (study.status !== 'absent' && today <= study.retainUntil);
}

/** Everyone whom the note still shows agrees, with what `scope` needs; nobody does where all have been erased. */
function agree(
  participants: readonly ParticipantState[],
  scope: ConsentScope | null,
  today: string,
): boolean {
  return someoneLeft(participants, (one) => {
    const scopes = standingScopes(one, today);
    return scopes !== null && (scope === null || scopes.includes(scope));
  });
}

function someoneLeft(
  participants: readonly ParticipantState[],
  agrees: (one: Extract<ParticipantState, { status: 'enrolled' | 'erasing' | 'erased' }>) => boolean,
): boolean {
  const left = participants.filter(({ status }) => status !== 'erased');
  return left.length > 0 && left.every((one) => one.status === 'enrolled' && agrees(one));
}
