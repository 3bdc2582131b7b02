import { apiEnum } from '../../platform/graphql/enums.js';
import { speakers, visibilities } from '../domain/interview-note.events.js';
import { broadRoles, consentScopes, consentWays, withdrawalExtents } from '../domain/participant.events.js';
import { versionKinds } from '../read-model/interview-note.entity.js';

export const NoteVisibilityEnum = apiEnum(
  'NoteVisibility',
  visibilities,
  'Who may see a note, as far as consent goes.',
  {
    descriptions: {
      private: 'Its author alone.',
      study: 'Members of its study.',
      research: 'All researchers.',
    },
  },
);

export const NoteStateEnum = apiEnum(
  'NoteState',
  ['kept', 'destroying', 'destroyed'],
  'Whether a note is kept.',
  {
    descriptions: {
      kept: 'It is kept; who may read its body depends on consent.',
      destroying: 'Nobody reads it any more; its keys are being destroyed.',
      destroyed: 'Nobody can ever read it again.',
    },
  },
);

export const SpeakerEnum = apiEnum('Speaker', speakers, 'Who speaks in a segment of a note.');

export const BroadRoleEnum = apiEnum(
  'BroadRole',
  broadRoles,
  'What a participant is in the organization, coarse enough to tell nothing of who it is.',
);

export const ConsentScopeEnum = apiEnum('ConsentScope', consentScopes, 'What a participant agrees to.', {
  descriptions: {
    analysis: 'Analysis by the members of the study.',
    reuse: 'Reuse by other researchers.',
    anonymousQuote: 'Quotation without a name.',
    attributedQuote: 'Quotation with a name.',
    publication: 'Publication of what is quoted.',
  },
});

export const ConsentWayEnum = apiEnum('ConsentWay', consentWays, 'How a consent was given.');

export const WithdrawalExtentEnum = apiEnum(
  'WithdrawalExtent',
  withdrawalExtents,
  'How far a withdrawal reaches.',
  {
    descriptions: {
      futureUse: 'No use from now on; what is published stays.',
      alsoPublished: 'What has been published too.',
    },
  },
);

export const ParticipantStateEnum = apiEnum(
  'ParticipantState',
  ['enrolled', 'erasing', 'erased'],
  'Whether anything is known of a participant.',
  {
    descriptions: {
      enrolled: 'Enrolled in the study.',
      erasing: 'Nobody reads anything of them any more; their keys are being destroyed.',
      erased: 'Nobody can ever read anything of them again.',
    },
  },
);

export const NoteVersionKindEnum = apiEnum(
  'NoteVersionKind',
  versionKinds,
  'How a version of a note came about.',
);
