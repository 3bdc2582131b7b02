import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/errors.js';
import type { CommandContext } from '../../platform/commands/command-executor.js';
import { Clock } from '../../platform/runtime/clock.js';
import type { ConsentScope } from '../domain/participant.events.js';
import { standingScopes, type ParticipantState } from '../domain/participant.state.js';
import { speakersIn } from '../domain/said-passages.js';
import { ClearStreams } from './clear-streams.js';
import { NoteRights } from './note-rights.js';

/** Where the words of a coding stand, and whose they are. */
export interface PassagePlace {
  readonly version: number;
  /** Code points over the concatenated segments of that version. */
  readonly start: number;
  readonly end: number;
  readonly participants: `participant-${string}`[];
}

/** A passage that is to be shown as a quotation. */
export interface PassageToQuote {
  readonly note: string;
  readonly codingId: string;
  readonly place: PassagePlace;
  readonly form: keyof typeof quoteScopes;
}

/** What each form of a quotation needs besides `publication`. */
export const quoteScopes = {
  anonymous: 'anonymousQuote',
  attributed: 'attributedQuote',
} as const satisfies Record<string, ConsentScope>;

/** Passages as what other records rest on, by the streams as they stand now. No word is opened for it. */
@Injectable()
export class PassageChecks {
  constructor(
    private readonly rights: NoteRights,
    private readonly streams: ClearStreams,
    private readonly clock: Clock,
  ) {}

  /**
   * The place of a passage that whoever asks may read now. What is hidden, what is missing and what is lost are told alike.
   * @throws REFERENCE_NOT_FOUND
   */
  async place(
    note: string,
    codingId: string,
    context: CommandContext,
    path: readonly (string | number)[],
  ): Promise<PassagePlace> {
    const readable = await this.rights.readable(note, context);
    const coding = readable?.codings.get(codingId);
    if (!readable || !coding || coding.lost) {
      const message = 'There is no such passage that you may read';
      throw new DomainError('REFERENCE_NOT_FOUND', message, path, { id: note });
    }
    const { start, end } = coding;
    const speaking = speakersIn(readable.segments, coding);
    const participants = speaking.length > 0 ? speaking : readable.participants;
    return {
      version: readable.version,
      start,
      end,
      participants: participants as PassagePlace['participants'],
    };
  }

  /** Why a passage may not be quoted in what is published today, in words that name nobody; null where it may. */
  async whyNotQuoted({ note: id, codingId, place, form }: PassageToQuote): Promise<string | null> {
    const note = await this.streams.note(id);
    if (note.status !== 'kept') return 'its note is not kept';
    const coding = note.codings.get(codingId);
    if (!coding || coding.lost) return 'its coding is not there any more';
    if (place.version < note.eraseBelow) return 'its words were made unreadable: attach it anew';
    const today = this.clock.today();
    const study = await this.streams.study(note.study);
    if (!note.anonymized && (study.status === 'absent' || today > study.retainUntil))
      return 'the retention of its study has ended';
    const needed: readonly ConsentScope[] = ['publication', quoteScopes[form]];
    for (const participant of place.participants) {
      const state = await this.streams.participant(participant);
      if (!allows(state, needed, today)) return `it needs a standing consent to ${needed.join(' and ')}`;
      if (form === 'attributed' && !named(state)) return 'there is no name that it could be attributed to';
    }
    return null;
  }
}

function allows(state: ParticipantState, needed: readonly ConsentScope[], today: string): boolean {
  const scopes = standingScopes(state, today);
  return scopes !== null && needed.every((scope) => scopes.includes(scope));
}

function named(state: ParticipantState): boolean {
  return state.status !== 'absent' && state.identity.name !== undefined;
}
