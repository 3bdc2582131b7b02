import { z } from 'zod';
import { command, defineCommands, type CommandOf } from '../../kernel/commands.js';
import { apiNames, givenUuid, isoDate, language, limits, streamIdOf, text } from '../../kernel/fields.js';
import {
  about,
  codedConcept,
  codingId,
  noteLimits,
  speakers,
  spoken,
  visibilities,
  type NoteVisibility,
} from './interview-note.events.js';
import { enrolment, givenConsent } from './participant.commands.js';
import type { ConsentScope } from './participant.events.js';

const id = streamIdOf('interviewNote');
const participant = streamIdOf('participant');
const reason = text(limits.reason);
/** The version of the note that its writer has read, from 1: another one that stands is a conflict. */
const replaces = z.int().min(1);

/** One stretch of a new note: who speaks, and what is said. The participant is named where there is more than one. */
export const saidSegment = z
  .strictObject({ speaker: z.enum(speakers), participant: participant.optional(), text: spoken })
  .register(apiNames, { name: 'NoteSegmentInput' });
export type SaidSegment = z.infer<typeof saidSegment>;

/**
 * One stretch of a new version: `keep` takes a segment over as it stands, by its index in the version that is replaced;
 * otherwise it is said anew. What was erased can be kept and nothing else, and has to be.
 */
export const revisedSegment = z
  .strictObject({
    keep: z.int().min(0).optional(),
    speaker: z.enum(speakers).optional(),
    participant: participant.optional(),
    text: spoken.optional(),
  })
  .refine(
    ({ keep, speaker, participant: who, text: said }) =>
      keep === undefined
        ? speaker !== undefined && said !== undefined
        : speaker === undefined && who === undefined && said === undefined,
    'must either keep a segment or give speaker and text',
  )
  .register(apiNames, { name: 'RevisedSegmentInput' });
export type RevisedSegment = z.infer<typeof revisedSegment>;

/** Somebody who has not been interviewed before, with their consent: enrolled with the note, in one go. */
export const newParticipant = enrolment
  .extend({ consent: givenConsent.register(apiNames, { name: 'GivenConsentInput' }) })
  .register(apiNames, { name: 'NewParticipantInput' });
export type NewParticipant = z.infer<typeof newParticipant>;

const segments = z.array(saidSegment).min(1).max(noteLimits.segments);
const revisedSegments = z.array(revisedSegment).min(1).max(noteLimits.segments);

const oneOfBoth = {
  error: 'must give either segments or a body',
  path: ['segments'],
};
const isOneOfBoth = ({ segments: list, body }: { segments?: unknown; body?: unknown }) =>
  (list === undefined) !== (body === undefined);

/** All of a note's text: segments, or a body that is said by its only participant. */
const revised = z
  .strictObject({
    id,
    replaces,
    segments: revisedSegments.optional(),
    body: spoken.optional(),
    reason: reason.optional(),
  })
  .refine(isOneOfBoth, oneOfBoth);

/** Where a passage lies, in code points. Without a place its quote has to occur once in the text, no more and no less. */
const passage = z.strictObject({
  start: z.int().min(0).optional(),
  end: z.int().min(1).optional(),
  quote: spoken,
});
const isPlaceOrNone = ({ start, end }: { start?: number; end?: number }) =>
  (start === undefined) === (end === undefined);
const placeOrNone = { error: 'must give both start and end, or neither', path: ['end'] };

export const interviewNoteCommands = defineCommands('interviewNote', {
  /**
   * Needs a date, or the year alone. Without `participants` they are those who speak; with a new one, segments of a
   * participant who is not named are theirs.
   */
  AddInterviewNote: command(
    z
      .strictObject({
        id: id.optional(),
        study: streamIdOf('study'),
        about,
        language,
        date: isoDate.optional(),
        year: z.int().min(1900).max(9999).optional(),
        participants: z
          .array(participant)
          .min(1)
          .max(noteLimits.participants)
          .refine((list) => new Set(list).size === list.length, 'must not name a participant twice')
          .optional(),
        newParticipant: newParticipant.optional(),
        segments: segments.optional(),
        body: spoken.optional(),
        visibility: z.enum(visibilities).register(apiNames, { name: 'NoteVisibility' }).optional(),
        fictional: z.boolean().optional(),
        reason: reason.optional(),
      })
      .refine(isOneOfBoth, oneOfBoth)
      .refine(({ date, year }) => date !== undefined || year !== undefined, {
        error: 'must give a date or a year',
        path: ['date'],
      })
      .refine(({ date, year }) => !date || year === undefined || Number(date.slice(0, 4)) === year, {
        error: 'must be the year of the date',
        path: ['year'],
      }),
    { creates: true },
  ),
  CorrectInterviewNote: command(revised, { replacesText: true }),
  /** The new text names nobody. Earlier versions are made unreadable. */
  AnonymizeNote: command(revised, { replacesText: true }),
  /** Puts a block (U+2588) in the place of each code point of a passage. Earlier versions are made unreadable. */
  RedactPassage: command(
    z
      .strictObject({ id, replaces, start: z.int().min(0), end: z.int().min(1), reason })
      .refine(({ start, end }) => start < end, { error: 'must lie after start', path: ['end'] }),
    { replacesText: true },
  ),
  /** `codingId` may be given; otherwise it follows from the idempotency key. */
  CodePassage: command(
    passage
      .extend({ id, codingId: givenUuid.optional(), concept: codedConcept, reason: reason.optional() })
      .refine(isPlaceOrNone, placeOrNone),
  ),
  UncodePassage: command(z.strictObject({ id, codingId, reason: reason.optional() })),
  ReanchorCoding: command(
    passage.extend({ id, codingId, reason: reason.optional() }).refine(isPlaceOrNone, placeOrNone),
  ),
  ChangeVisibility: command(
    z.strictObject({
      id,
      visibility: z.enum(visibilities).register(apiNames, { name: 'NoteVisibility' }),
      reason: reason.optional(),
    }),
  ),
  DestroyNote: command(z.strictObject({ id, reason })),
});

/** Said by Casebook itself only: they have no mutation, and no import says them. */
export const innerInterviewNoteCommands = defineCommands('interviewNote', {
  CompleteEarlierErasure: command(z.strictObject({ id, below: z.int().min(1) })),
  CompleteDestruction: command(z.strictObject({ id })),
});

/** What a participant whom the note shows allows as it stands now; null where no consent stands. */
export interface StandingConsent {
  readonly participant: string;
  readonly scopes: readonly ConsentScope[] | null;
}

type Said = CommandOf<typeof interviewNoteCommands>;
type Add = Extract<Said, { type: 'AddInterviewNote' }>;
type Code = Extract<Said, { type: 'CodePassage' }>;
type Show = Extract<Said, { type: 'ChangeVisibility' }>;

/** A command as it is decided, with what its preparation has filled in. */
export type InterviewNoteCommand =
  | Exclude<Said, Add | Code | Show>
  | (Omit<Add, 'newParticipant'> & {
      readonly id: NonNullable<Add['id']>;
      readonly by: string;
      readonly visibility: NoteVisibility;
      readonly consents: readonly StandingConsent[];
    })
  | (Code & { readonly codingId: string; readonly by: string })
  | (Show & { readonly consents: readonly StandingConsent[] })
  | CommandOf<typeof innerInterviewNoteCommands>;
