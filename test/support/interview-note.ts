import { interviewNote } from '../../src/interviews/domain/interview-note.decider.js';
import {
  interviewNoteEvents,
  type InterviewNoteEvent,
} from '../../src/interviews/domain/interview-note.events.js';
import type {
  InterviewNoteCommand,
  RevisedSegment,
} from '../../src/interviews/domain/interview-note.commands.js';
import type { ConsentScope } from '../../src/interviews/domain/participant.events.js';
import { keyOf, type Personal } from '../../src/kernel/personal.js';
import { given as givenFor } from './given-when-then.js';

/* A note with two participants, as it was added, and as it is read once one of them has been erased. */

export const id = 'interviewNote-0198f000-0000-4000-8000-000000000001' as const;
export const study = 'study-0198f000-0000-4000-8000-000000000002' as const;
export const ana = 'participant-0198f000-0000-4000-8000-00000000000a' as const;
export const bea = 'participant-0198f000-0000-4000-8000-00000000000b' as const;
export const about = { organization: 'organization-0198f000-0000-4000-8000-000000000003' } as const;
export const by = 'person-0198f000-0000-4000-8000-000000000004';
export const codingId = '0198f000-0000-4000-8000-000000000005';
export const concept = { scheme: 'digital-uses', code: 'web' };
export const given = (...events: InterviewNoteEvent[]) =>
  givenFor(interviewNote, interviewNoteEvents, events);

export const ofNote = (value: string) => ({ personal: keyOf(id), value });
export const words = (who: string, version: number, value: string) => ({
  speaker: 'participant' as const,
  participant: who as typeof ana,
  text: { personal: keyOf(who, id, version), value } as Personal<string>,
});
export const question = (version: number, value: string) => ({
  speaker: 'interviewer' as const,
  text: { personal: keyOf(id, version), value } as Personal<string>,
});
export const allows = (participant: string, ...scopes: ConsentScope[]) => ({ participant, scopes });

export const add = {
  type: 'AddInterviewNote',
  id,
  by,
  study,
  about,
  language: 'fr',
  date: '2019-05-06',
  visibility: 'private',
  participants: [ana, bea],
  segments: [
    { speaker: 'interviewer', text: 'Et le site ?' },
    { speaker: 'participant', participant: ana, text: ' Le site 👍 aide.' },
    { speaker: 'participant', participant: bea, text: ' Il tombe.\r\n' },
  ],
  consents: [allows(ana, 'analysis'), allows(bea, 'analysis', 'reuse')],
} satisfies InterviewNoteCommand;
export const addedData = {
  study,
  about,
  language: 'fr',
  year: 2019,
  date: ofNote('2019-05-06'),
  participants: [ana, bea],
  segments: [
    question(1, 'Et le site ?'),
    words(ana, 1, ' Le site 👍 aide.'),
    words(bea, 1, ' Il tombe.\r\n'),
  ],
  visibility: 'private' as const,
  addedBy: by,
};
export const added: InterviewNoteEvent = { type: 'InterviewNoteAdded', data: addedData };
/** As it is read once Ana has been erased. */
export const addedWithoutAna: InterviewNoteEvent = {
  type: 'InterviewNoteAdded',
  data: {
    ...addedData,
    segments: addedData.segments.map((one, index) =>
      index === 1 ? { ...one, text: { personal: keyOf(ana, id, 1), erased: true as const, size: 16 } } : one,
    ),
  },
};
export const coded = (start: number, end: number): InterviewNoteEvent => ({
  type: 'PassageCoded',
  data: { codingId, version: 1, start, end, concept, coder: by },
});
export const code = {
  type: 'CodePassage',
  id,
  by,
  codingId,
  concept,
  quote: 'tombe',
} satisfies InterviewNoteCommand;
export const destruction: InterviewNoteEvent = {
  type: 'NoteDestructionRequested',
  data: { reason: ofNote('Erreur') },
};
export const destroyed: InterviewNoteEvent = { type: 'NoteDestroyed', data: {} };
export const anonymized: InterviewNoteEvent = {
  type: 'NoteAnonymized',
  data: { version: 2, segments: [words(ana, 2, 'Le site aide.')], codings: [] },
};
export const revise = (segments: RevisedSegment[], more: object = {}) =>
  ({ type: 'CorrectInterviewNote', id, replaces: 1, segments, ...more }) satisfies InterviewNoteCommand;
