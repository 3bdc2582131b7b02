import { z } from 'zod';
import { defineEvents, event, type EventOf } from '../../kernel/events.js';
import { code, isoDate, language, limits, streamIdOf, text } from '../../kernel/fields.js';
import { apiNames } from '../../kernel/fields.js';
import { personal, personId } from '../../kernel/personal.js';

/** Limits of a note besides the kernel's: code points and UTF-8 bytes of its whole body, entries of a list. */
export const noteLimits = {
  body: 200_000,
  bytes: 600_000,
  segments: 2_000,
  participants: 20,
  codings: 2_000,
} as const;

export const visibilities = ['private', 'study', 'research'] as const;
export type NoteVisibility = (typeof visibilities)[number];

export const speakers = ['participant', 'interviewer'] as const;

/** What the interview was about: one of the two. */
export const about = z
  .strictObject({
    organization: streamIdOf('organization').optional(),
    initiative: streamIdOf('initiative').optional(),
  })
  .refine(
    ({ organization, initiative }) => (organization === undefined) !== (initiative === undefined),
    'must name either an organization or an initiative',
  )
  .register(apiNames, { name: 'InterviewAboutInput' });
export type About = z.infer<typeof about>;

/**
 * What somebody said, as it was noted: no white space is dropped and no line end changed, for offsets count its code points.
 */
export const spoken = z
  .string()
  .min(1, 'must not be empty')
  .max(noteLimits.body * 2)
  .regex(/^[^\u0000]*$/, 'must not contain NUL characters')
  .refine((value) => value.isWellFormed(), 'must not contain lone surrogates');

/**
 * One stretch of a note's body. A participant's is sealed under `keyOf(participant, note, version)`, the interviewer's under
 * `keyOf(note, version)`.
 */
export const segment = z.strictObject({
  speaker: z.enum(speakers),
  participant: streamIdOf('participant').optional(),
  text: personal(spoken, { sized: true }),
});
export type Segment = z.infer<typeof segment>;

export const segments = z.array(segment).min(1).max(noteLimits.segments);

export const codingId = z.uuid();

/** A concept, by its scheme's code and its own. */
export const codedConcept = z
  .strictObject({ scheme: code, code })
  .register(apiNames, { name: 'CodedConceptInput' });

/** `start` inclusive and `end` exclusive, in code points over the concatenated segments. */
const range = { start: z.int().min(0), end: z.int().min(1) };

/** Where a coding lies in a new version; `lost` where its passage is no longer there: a person has to look. */
export const reanchored = z.strictObject({
  codingId,
  start: range.start.optional(),
  end: range.end.optional(),
  lost: z.literal(true).optional(),
});
export type Reanchored = z.infer<typeof reanchored>;

const version = z.int().min(1);
const reason = personal(text(limits.reason));
/** A new version: all its segments, and where the codings lie in it. The projector reads no text, so it is told. */
const newVersion = z.strictObject({
  version,
  segments,
  codings: z.array(reanchored).max(noteLimits.codings),
  reason: reason.optional(),
});

/**
 * Dates and reasons are sealed under the note's own key, `keyOf(note)`. No quote is kept: it is the slice of its version.
 * A version's texts have keys of their own, so that an earlier version can be made unreadable.
 */
export const interviewNoteEvents = defineEvents('interviewNote', {
  InterviewNoteAdded: event(
    z.strictObject({
      study: streamIdOf('study'),
      about,
      language,
      /** The year alone is in clear. */
      year: z.int().min(1900).max(9999),
      date: personal(isoDate).optional(),
      participants: z.array(streamIdOf('participant')).min(1).max(noteLimits.participants),
      segments,
      visibility: z.enum(visibilities),
      addedBy: personId,
      fictional: z.boolean().optional(),
      reason: reason.optional(),
    }),
  ),
  InterviewNoteCorrected: event(newVersion),
  /** The texts were replaced by ones that name nobody. Versions before it are to be made unreadable. */
  NoteAnonymized: event(newVersion),
  /** Somebody who was named in the passage is no longer: as long as before, so that offsets hold. Versions before it go. */
  PassageRedacted: event(newVersion.extend(range)),
  PassageCoded: event(
    z.strictObject({
      codingId,
      version,
      ...range,
      concept: codedConcept,
      coder: personId,
      reason: reason.optional(),
    }),
  ),
  /** A person has found the place again of a coding that was lost, or has moved it. */
  CodingReanchored: event(z.strictObject({ codingId, version, ...range, reason: reason.optional() })),
  PassageUncoded: event(z.strictObject({ codingId, reason: reason.optional() })),
  VisibilityChanged: event(z.strictObject({ visibility: z.enum(visibilities), reason: reason.optional() })),
  /** The keys of all versions before `below` are destroyed. */
  EarlierVersionsErased: event(z.strictObject({ below: version })),
  /** At the end of its retention, or because it ought never to have been noted: nobody reads it from here on. */
  NoteDestructionRequested: event(z.strictObject({ reason: reason.optional() })),
  NoteDestroyed: event(z.strictObject({})),
});
export type InterviewNoteEvent = EventOf<typeof interviewNoteEvents>;
