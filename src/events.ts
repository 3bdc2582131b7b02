import { caseStudyEvents } from './case-studies/domain/case-study.events.js';
import { initiativeEvents } from './initiatives/domain/initiative.events.js';
import { interviewNoteEvents } from './interviews/domain/interview-note.events.js';
import { participantEvents } from './interviews/domain/participant.events.js';
import { studyEvents } from './interviews/domain/study.events.js';
import type { EventDefinitions } from './kernel/events.js';
import { doiClaimEvents } from './literature/domain/doi-claim.events.js';
import { literatureSourceEvents, sourceMergeEvents } from './literature/domain/literature-source.events.js';
import { publishedFigureEvents } from './literature/domain/published-figure.events.js';
import { organizationEvents, organizationMergeEvents } from './organizations/domain/organization.events.js';
import { conceptSchemeEvents } from './vocabularies/domain/concept-scheme.events.js';

/** The events of all slices: what the log may hold, and what schema/events is written from. */
export const casebookEvents: readonly EventDefinitions[] = [
  conceptSchemeEvents,
  literatureSourceEvents,
  sourceMergeEvents,
  doiClaimEvents,
  publishedFigureEvents,
  organizationEvents,
  organizationMergeEvents,
  initiativeEvents,
  studyEvents,
  participantEvents,
  interviewNoteEvents,
  caseStudyEvents,
];
