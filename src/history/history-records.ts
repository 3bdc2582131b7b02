import type { LocalizedText } from '../kernel/localized-text.js';
import type { RecordLoaders } from '../platform/graphql/record-loaders.js';
import type { RecordRow } from '../platform/read-side/record-row.js';
import type { InitiativeRow } from '../initiatives/public.js';
import { conceptSchemeWords } from './words/concept-scheme.js';
import { initiativeWords } from './words/initiative.js';
import { organizationWords } from './words/organization.js';
import type { RecordWords } from './words/record-words.js';

type PartNames = ReadonlyMap<string, LocalizedText>;

export interface HistoryRecord {
  readonly words: RecordWords;
  /** Names of the record's parts by their ids, for events that name only the id. */
  readonly parts?: (row: RecordRow, loaders: RecordLoaders) => Promise<PartNames>;
}

/** Categories whose history everyone who may see the record may read: those without drafts. */
export const historyRecords: ReadonlyMap<string, HistoryRecord> = new Map<string, HistoryRecord>([
  ['organization', { words: organizationWords }],
  ['initiative', { words: initiativeWords, parts: outcomes }],
  ['conceptScheme', { words: conceptSchemeWords }],
]);

/** A list reads only the columns that were selected, so the row may come without its outcomes. */
async function outcomes(row: RecordRow, loaders: RecordLoaders): Promise<PartNames> {
  const { outcomes: known } = row as Partial<InitiativeRow>;
  const all = known ?? (await loaders.load<InitiativeRow>('initiative', row.id))?.outcomes ?? [];
  return new Map(all.map(({ id, indicator }) => [id, indicator]));
}
