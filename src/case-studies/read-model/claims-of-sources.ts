import { currentSource } from '../../literature/public.js';
import { visibleRows } from '../../platform/access/record-tables.js';
import type { Viewer } from '../../platform/access/viewer.js';
import type { Generation } from '../../platform/projections/generation.js';
import { sql, statement, type Sql } from '../../platform/read-side/sql.js';
import { textTypes } from '../../platform/read-side/types.js';

/** Claims that one field gives. */
export const maxClaims = 100;

export interface ClaimOfSource {
  readonly id: string;
  readonly edition: number;
  readonly claim_id: string;
}

/** Of each source, the claims of last editions that rest on it, be it through a figure; the first made first. */
export function claimsOfSources(
  generation: Generation,
  viewer: Viewer,
  sources: readonly string[],
): Promise<ClaimOfSource[][]> {
  const evidence = sql`SELECT e.id, e.edition, e.claim_id, coalesce(m.current, t.source) AS source FROM ${visibleRows('case_study_evidence', viewer)} e JOIN ${visibleRows('case_study', viewer)} v ON v.id = e.id AND v.edition_number = e.edition LEFT JOIN ${visibleRows('published_figure', viewer)} f ON e.kind = 'figure' AND f.id = e.target CROSS JOIN LATERAL (SELECT CASE e.kind WHEN 'source' THEN e.target WHEN 'figure' THEN f.source END AS source) t LEFT JOIN (${currentSource(viewer)}) m ON m.id = t.source`;
  return firstClaims(
    generation,
    viewer,
    sql`SELECT x.id, x.edition, x.claim_id, x.source AS key FROM (${evidence}) x`,
    sources,
  );
}

/** Of each note of an interview, the claims of last editions that rest on a passage of it; the first made first. */
export function claimsOfNotes(
  generation: Generation,
  viewer: Viewer,
  notes: readonly string[],
): Promise<ClaimOfSource[][]> {
  const evidence = sql`SELECT e.id, e.edition, e.claim_id, e.target AS key FROM ${visibleRows('case_study_evidence', viewer)} e JOIN ${visibleRows('case_study', viewer)} v ON v.id = e.id AND v.edition_number = e.edition WHERE e.kind = 'passage'`;
  return firstClaims(generation, viewer, evidence, notes);
}

/** @param evidence query of what claims rest on: `id`, `edition`, `claim_id` and the `key` that it is looked for by */
async function firstClaims(
  generation: Generation,
  viewer: Viewer,
  evidence: Sql,
  keys: readonly string[],
): Promise<ClaimOfSource[][]> {
  const resting = sql`SELECT DISTINCT x.key, c.id, c.edition, c.claim_id, c.ordinal FROM (${evidence}) x JOIN ${visibleRows('case_study_claim', viewer)} c ON c.id = x.id AND c.edition = x.edition AND c.claim_id = x.claim_id WHERE x.key = ANY(${keys}::text[])`;
  const { rows } = await generation.query<ClaimOfSource & { key: string }>({
    ...statement(
      sql`SELECT * FROM (SELECT p.*, row_number() OVER (PARTITION BY p.key ORDER BY p.ordinal) AS nth FROM (${resting}) p) p WHERE nth <= ${maxClaims} ORDER BY nth`,
      generation.schema,
    ),
    types: textTypes,
  });
  return keys.map((wanted) => rows.filter(({ key }) => key === wanted));
}
