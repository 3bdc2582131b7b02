import { visibleRows } from '../../platform/access/record-tables.js';
import type { Viewer } from '../../platform/access/viewer.js';
import type { Generation } from '../../platform/projections/generation.js';
import type { FiledOrdinals } from '../../platform/read-side/filed-ordinals.js';
import { rowsById } from '../../platform/read-side/rows-by-id.js';
import { sql, statement } from '../../platform/read-side/sql.js';
import { textTypes } from '../../platform/read-side/types.js';
import type { CaseStudyContent } from '../domain/case-study.content.js';
import type { LocalizedTextInput } from '../../kernel/localized-text.js';
import type { WorkingState } from '../domain/case-study.state.js';
import type { CaseStudyEditionRow, CaseStudyStatus, Notice } from './case-study.entity.js';
import { listed, tablesOf, type Face } from './faces.js';
import { correctedEvidence, fallenEvidence, standingOf, type Standing } from './standing.js';

/** One face of a case study, as lists and single reads have it. */
export interface CaseStudyFace {
  readonly id: string;
  readonly revision: number;
  readonly recorded_at: string;
  readonly updated_at: string;
  readonly recorded_ordinal: number;
  readonly ordinal: number;
  readonly fictional: boolean;
  readonly status: CaseStudyStatus;
  readonly organization: string;
  readonly notices: readonly Notice[];
  readonly edition_number: number | null;
  /** Null once withheld. */
  readonly content: CaseStudyContent | null;
  readonly filed_ordinals: FiledOrdinals;
  /** Of the working content only. */
  readonly working?: WorkingState | null;
  readonly requested_changes?: string | null;
  readonly submissions?: number;
  readonly submitted_note?: LocalizedTextInput | null;
}

/** A case study with the faces that its viewer may see: at least one. */
export interface FoundCaseStudy {
  readonly id: string;
  readonly published: CaseStudyFace | null;
  readonly working_face: CaseStudyFace | null;
}

export const loadCaseStudies = rowsById<FoundCaseStudy>(
  'case_study',
  (viewer) =>
    sql`r.id, (SELECT to_jsonb(p) FROM ${listed('published', viewer)} p WHERE p.id = r.id) AS published, (SELECT to_jsonb(w) FROM ${listed('working', viewer)} w WHERE w.id = r.id) AS working_face`,
);

export type EditionSummary = Pick<CaseStudyEditionRow, 'id' | 'number' | 'published_at' | 'note'>;

/** The editions of each case study that the viewer may see, the first first, without their texts. */
export async function loadEditions(
  generation: Generation,
  viewer: Viewer,
  ids: readonly string[],
): Promise<EditionSummary[][]> {
  const { rows } = await generation.query<EditionSummary & Record<string, unknown>>({
    ...statement(
      sql`SELECT e.id, e.number, e.published_at, e.note FROM ${visibleRows('case_study_edition', viewer)} e WHERE e.id = ANY(${ids}::text[]) ORDER BY e.number`,
      generation.schema,
    ),
    types: textTypes,
  });
  return ids.map((id) => rows.filter((row) => row.id === id));
}

/** One edition with its text; its key is made by {@link editionKey}. */
export async function loadEditionTexts(
  generation: Generation,
  viewer: Viewer,
  keys: readonly string[],
): Promise<(CaseStudyEditionRow | null)[]> {
  const { ids, numbers } = takenApart(keys);
  const { rows } = await generation.query<CaseStudyEditionRow & Record<string, unknown>>({
    ...statement(
      sql`SELECT e.* FROM unnest(${ids}::text[], ${numbers}::int[]) k(id, number) JOIN ${visibleRows('case_study_edition', viewer)} e ON e.id = k.id AND e.number = k.number`,
      generation.schema,
    ),
    types: textTypes,
  });
  const found = new Map(rows.map((row) => [editionKey(row.id, row.number), row]));
  return keys.map((key) => found.get(key) ?? null);
}

/** How one claim stands, and which pieces of its evidence point to what stands no more or was corrected since. */
export interface ClaimStanding {
  readonly claim_id: string;
  readonly standing: Standing;
  readonly fallen: readonly string[];
  /** By evidence id, when what it points to was corrected last: of those alone that were attached before. */
  readonly corrected: Readonly<Record<string, string>>;
}

/** The standings of all claims of an edition (0: the working content), by keys of {@link editionKey}. */
export function loadStandings(face: Face) {
  return async (
    generation: Generation,
    viewer: Viewer,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, ClaimStanding>[]> => {
    const { claim, evidence } = tablesOf[face];
    const { ids, numbers } = takenApart(keys);
    const { rows } = await generation.query<ClaimStanding & { id: string; edition: number }>({
      ...statement(
        sql`SELECT r.id, r.edition, r.claim_id, ${standingOf(evidence, viewer)} AS standing, ${fallenEvidence(evidence, viewer)} AS fallen, ${correctedEvidence(evidence, viewer)} AS corrected FROM unnest(${ids}::text[], ${numbers}::int[]) k(id, number) JOIN ${visibleRows(claim, viewer)} r ON r.id = k.id AND r.edition = k.number`,
        generation.schema,
      ),
      types: textTypes,
    });
    const byEdition = new Map(keys.map((key) => [key, new Map<string, ClaimStanding>()]));
    for (const row of rows) byEdition.get(editionKey(row.id, row.edition))?.set(row.claim_id, row);
    return keys.map((key) => byEdition.get(key)!);
  };
}

export function editionKey(id: string, number: number): string {
  return `${id}/${number}`;
}

function takenApart(keys: readonly string[]): { ids: string[]; numbers: number[] } {
  const parts = keys.map((key) => key.split('/'));
  return { ids: parts.map(([id]) => id!), numbers: parts.map(([, number]) => Number(number)) };
}
