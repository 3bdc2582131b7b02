import { policyOf } from '../../platform/access/policies.js';
import { mutationsResolver, payloadType } from '../../platform/graphql/mutations.js';
import { allInterviewNoteCommands, allParticipantCommands, allStudyCommands } from '../app/commands.js';
import type { ListedNote, ListedStudy } from '../read-model/find-interviews.js';
import type { ParticipantRow } from '../read-model/participant.entity.js';
import { InterviewNoteView } from './interview-note.type.js';
import { ParticipantView } from './participant.type.js';
import { StudyView } from './study.type.js';

export const StudyPayload = payloadType('StudyPayload', 'study', () => StudyView);
export const ParticipantPayload = payloadType('ParticipantPayload', 'participant', () => ParticipantView);
export const InterviewNotePayload = payloadType(
  'InterviewNotePayload',
  'interviewNote',
  () => InterviewNoteView,
);

export const StudyMutations = mutationsResolver('StudyMutations', {
  commands: allStudyCommands.filter((command) => command.commandName !== 'TranslateText'),
  payload: StudyPayload,
  field: 'study',
  show: (row) => new StudyView(row as ListedStudy),
  policyOf,
  descriptions: {
    OpenStudy:
      'Opens a study. Its lead is whoever says so, unless another person is named. For researchers and admins.',
    RetitleStudy:
      'Replaces the title in one language, naming the version of the text that it replaces (0: there is none yet).',
    RecordEthicsApproval: 'Records the approval of a research ethics board, in the place of an earlier one.',
    ChangeRetention:
      'Changes the last day on which notes that are not anonymized may be read, with the reason.',
    AddStudyMember: 'Adds a person to the study, who then reads its notes as far as consent goes.',
    RemoveStudyMember: 'Takes a person from the study; they stay authors of what they added.',
    HandOverStudy:
      'Makes another person its lead. The former one has nothing more to do with it, unless added.',
  },
});

export const ParticipantMutations = mutationsResolver('ParticipantMutations', {
  commands: allParticipantCommands,
  payload: ParticipantPayload,
  field: 'participant',
  show: (row) => new ParticipantView(row as ParticipantRow),
  policyOf,
  descriptions: {
    EnrolParticipant:
      'Enrols somebody in a study. Pseudonym, name, contact and role are sealed; the id tells nothing.',
    CorrectParticipant:
      'Puts right what is said of a participant, naming the version that it replaces. What is left out stays as it is; null takes a value away.',
    RecordConsent:
      'Records a consent as it was given. It counts in the place of earlier ones. Needs an idempotencyKey or a consentId.',
    WithdrawConsent:
      'Withdraws consent: notes in which the participant speaks are closed for everyone as soon as this is answered.',
    EraseParticipant:
      'Makes all that is known of a participant and all that they said unreadable for ever. It is closed as soon as this is answered.',
  },
});

export const InterviewNoteMutations = mutationsResolver('InterviewNoteMutations', {
  commands: allInterviewNoteCommands,
  payload: InterviewNotePayload,
  field: 'interviewNote',
  show: (row) => new InterviewNoteView(row as ListedNote),
  policyOf,
  descriptions: {
    AddInterviewNote:
      'Adds a note of an interview with participants whose consent stands. It is private unless told otherwise.',
    CorrectInterviewNote:
      'Replaces the body, naming the version that it replaces. Codings move with their passages; those whose passage is gone are lost.',
    AnonymizeNote:
      'Replaces the body by one that names nobody. Earlier versions become unreadable; retention does not close it any more.',
    RedactPassage:
      'Puts a block (U+2588) in the place of each code point of a passage that names somebody else, with the reason. Earlier versions become unreadable.',
    CodePassage:
      'Codes a passage with a concept. The quote must be what stands there; without start and end it must occur once. Needs an idempotencyKey or a codingId.',
    UncodePassage: 'Takes a coding away.',
    ReanchorCoding: 'Gives a coding its place in the current version, as for one that was lost.',
    ChangeVisibility: 'Changes who may see the note, never beyond what every participant agreed to.',
    DestroyNote:
      'Makes a note unreadable for ever, with the reason: at the end of its retention, or because it ought never to have been noted.',
  },
});
