import type { LocalizedText } from '../kernel/localized-text.js';
import type { RecordLoaders } from '../platform/graphql/record-loaders.js';
import type { RecordRow } from '../platform/read-side/record-row.js';
import type { FoundCaseStudy } from '../case-studies/public.js';
import type { EditedRow } from '../interviews/public.js';
import type { InitiativeRow } from '../initiatives/public.js';
import { caseStudyWords } from './words/case-study.js';
import { conceptSchemeWords } from './words/concept-scheme.js';
import { literatureFigureWords } from './words/literature-figure.js';
import { literatureSourceWords } from './words/literature-source.js';
import { interviewNoteWords } from './words/interview-note.js';
import { participantWords } from './words/participant.js';
import { studyWords } from './words/study.js';
import { initiativeWords } from './words/initiative.js';
import { organizationWords } from './words/organization.js';
import type { RecordWords } from './words/record-words.js';

type PartNames = ReadonlyMap<string, LocalizedText>;

export interface HistoryRecord {
  readonly words: RecordWords;
  /** The record whose history is told, of what was loaded for the viewer; null where they may not be told of it. */
  readonly told?: (loaded: unknown) => RecordRow | null;
  /** Whoever is told of it at all is told by whom it was changed and why; otherwise the policy says who is. */
  readonly forEditors?: true;
  /** Its events hold what is sealed: it is opened for those who may read it. */
  readonly sealed?: true;
  /** Names of the record's parts by their ids, for events that name only the id. */
  readonly parts?: (row: RecordRow, loaders: RecordLoaders) => Promise<PartNames>;
}

/** Categories that have a history. Everyone who may see the record may read it, unless it says otherwise. */
export const historyRecords: ReadonlyMap<string, HistoryRecord> = new Map<string, HistoryRecord>([
  ['organization', { words: organizationWords }],
  ['initiative', { words: initiativeWords, parts: outcomes }],
  ['conceptScheme', { words: conceptSchemeWords }],
  ['literatureSource', { words: literatureSourceWords }],
  ['publishedFigure', { words: literatureFigureWords }],
  ['study', { words: studyWords, told: edited, forEditors: true }],
  ['participant', { words: participantWords, told: edited, forEditors: true, sealed: true }],
  ['interviewNote', { words: interviewNoteWords, told: edited, forEditors: true, sealed: true }],
  ['caseStudy', { words: caseStudyWords, told: writtenCaseStudy, parts: claims }],
]);

/** Of interviews nobody is told but those who may change the record. */
function edited(loaded: unknown): RecordRow | null {
  const row = loaded as EditedRow & RecordRow;
  return row.edits ? row : null;
}

/** Readers are told of editions alone. What was withheld is told to nobody: its events hold the texts. */
function writtenCaseStudy(loaded: unknown): RecordRow | null {
  const { working_face: working } = loaded as FoundCaseStudy;
  return working && working.status !== 'withheld' ? working : null;
}

async function claims(row: RecordRow, loaders: RecordLoaders): Promise<PartNames> {
  const found = await loaders.load<FoundCaseStudy>('caseStudy', row.id);
  const all = found?.working_face?.content?.claims ?? [];
  return new Map(all.map(({ claimId, statement }) => [claimId, statement]));
}

/** A list reads only the columns that were selected, so the row may come without its outcomes. */
async function outcomes(row: RecordRow, loaders: RecordLoaders): Promise<PartNames> {
  const { outcomes: known } = row as Partial<InitiativeRow>;
  const all = known ?? (await loaders.load<InitiativeRow>('initiative', row.id))?.outcomes ?? [];
  return new Map(all.map(({ id, indicator }) => [id, indicator]));
}
