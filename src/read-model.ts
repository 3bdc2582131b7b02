import { caseStudyDocuments } from './case-studies/read-model/case-study.projection.js';
import { initiativeDocuments } from './initiatives/read-model/initiative.projection.js';
import {
  interviewNoteBodyDocuments,
  interviewNoteCodingDocuments,
  interviewNoteDocuments,
  interviewNoteVersionDocuments,
} from './interviews/read-model/interview-note.projection.js';
import {
  participantDocuments,
  participantIdentityDocuments,
  participantPseudonymDocuments,
} from './interviews/read-model/participant.projection.js';
import { studyDocuments } from './interviews/read-model/study.projection.js';
import { doiClaimDocuments } from './literature/read-model/doi-claim.projection.js';
import { literatureSourceDocuments } from './literature/read-model/literature-source.projection.js';
import { publishedFigureDocuments } from './literature/read-model/published-figure.projection.js';
import { organizationDocuments } from './organizations/read-model/organization.projection.js';
import { defineReadModel } from './platform/projections/definition.js';
import { conceptDocuments, schemeDocuments } from './vocabularies/read-model/vocabulary.projection.js';

/** The documents of all slices: the one read model. */
export const casebookReadModel = () =>
  defineReadModel([
    schemeDocuments,
    conceptDocuments,
    literatureSourceDocuments,
    doiClaimDocuments,
    publishedFigureDocuments,
    organizationDocuments,
    initiativeDocuments,
    studyDocuments,
    participantDocuments,
    participantPseudonymDocuments,
    participantIdentityDocuments,
    interviewNoteDocuments,
    interviewNoteBodyDocuments,
    interviewNoteVersionDocuments,
    interviewNoteCodingDocuments,
    caseStudyDocuments,
  ]);
