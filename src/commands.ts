import { caseStudyCommands } from './case-studies/domain/case-study.commands.js';
import { initiativeCommands } from './initiatives/domain/initiative.commands.js';
import { interviewNoteCommands } from './interviews/domain/interview-note.commands.js';
import { participantCommands } from './interviews/domain/participant.commands.js';
import { studyCommands } from './interviews/domain/study.commands.js';
import type { CommandDefinitions } from './kernel/commands.js';
import { literatureSourceCommands } from './literature/domain/literature-source.commands.js';
import { publishedFigureCommands } from './literature/domain/published-figure.commands.js';
import { organizationCommands } from './organizations/domain/organization.commands.js';
import { conceptSchemeCommands } from './vocabularies/domain/concept-scheme.commands.js';

/** The commands of all slices, as imports know them. */
export const allDefinitions: readonly CommandDefinitions[] = [
  conceptSchemeCommands,
  literatureSourceCommands,
  publishedFigureCommands,
  organizationCommands,
  initiativeCommands,
  studyCommands,
  participantCommands,
  interviewNoteCommands,
  caseStudyCommands,
];
