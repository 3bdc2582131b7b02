import { apiEnum } from '../../platform/graphql/enums.js';
import { quotationEnds } from '../../interviews/public.js';
import {
  confidences,
  evidenceKinds,
  quotationForms,
  sectionNames,
  stances,
  textNames,
} from '../domain/case-study.fields.js';
import { faces } from '../read-model/faces.js';
import { standings } from '../read-model/standing.js';

export const FaceEnum = apiEnum('CaseStudyFace', faces, 'What is read of a case study.', {
  descriptions: {
    published: 'Its last edition.',
    working: 'What is being written: for editors and those who write in it.',
  },
});
export const CaseStudyStatusEnum = apiEnum(
  'CaseStudyStatus',
  ['active', 'retracted', 'withheld'],
  'What became of a case study.',
  {
    descriptions: {
      retracted: 'Not to be relied on any more; its text stays under a notice.',
      withheld: 'Removed for the sake of privacy: its editions are dated places without text.',
    },
  },
);
export const NoticeKindEnum = apiEnum(
  'CaseStudyNoticeKind',
  ['retracted', 'withheld'],
  'What a notice says of a case study.',
);
export const WorkingStateEnum = apiEnum(
  'CaseStudyState',
  ['draft', 'inReview', 'approved'],
  'Where the next edition stands on its way.',
);
export const SectionEnum = apiEnum('CaseStudySectionName', sectionNames, 'The sections of a case study.');
export const CaseStudyTextEnum = apiEnum('CaseStudyText', textNames, 'The texts of a case study.');
export const ConfidenceEnum = apiEnum(
  'Confidence',
  confidences,
  'How sure the authors of a claim are, whatever became of its evidence.',
);
export const StanceEnum = apiEnum(
  'EvidenceStance',
  stances,
  'Whether evidence is for a claim or against it.',
);
export const EvidenceKindEnum = apiEnum('EvidenceKind', evidenceKinds, 'What a claim can rest on.', {
  descriptions: {
    source: 'A source of the literature.',
    figure: 'A published figure.',
    outcome: 'A measured outcome of an initiative.',
    passage: 'A coded passage of the note of an interview.',
  },
});
export const QuotationFormEnum = apiEnum('QuotationForm', quotationForms, 'How words are quoted.', {
  descriptions: {
    anonymous: 'Without a word of who said them.',
    attributed: 'With the name of who said them.',
  },
});
export const QuotationEndEnum = apiEnum(
  'QuotationEnd',
  quotationEnds,
  'Why a quotation is not shown any more.',
  {
    descriptions: {
      withdrawn: 'Consent was withdrawn, or given anew without this.',
      expired: 'The term of the consent has passed.',
      erased: 'Somebody asked to be forgotten.',
      destroyed: 'The note of the interview was destroyed.',
      anonymized: 'The words were made unreadable, for they named somebody.',
      retentionEnded: 'The notes of the study are not kept open any longer.',
      notCovered: 'Nothing covers it.',
    },
  },
);
export const StandingEnum = apiEnum(
  'Standing',
  standings,
  'How a claim stands, by its evidence as that is now. Derived at each read.',
  {
    descriptions: {
      supported: 'All that it rests on stands, and nothing contradicts it.',
      contested: 'Something contradicts it, or something that it rests on was retracted or is not there.',
      unsupported: 'Nothing that stands supports it.',
    },
  },
);
