import { passageStands } from '../../interviews/public.js';
import { currentSource } from '../../literature/public.js';
import { partsOfRow, visibleRows } from '../../platform/access/record-tables.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { raw, sql, type Sql } from '../../platform/read-side/sql.js';

/** How a claim stands, by what its evidence points to as that is now. Never stored: it is derived whenever it is read. */
export const standings = ['supported', 'contested', 'unsupported'] as const;
export type Standing = (typeof standings)[number];

/** The source that a piece of evidence `e` rests on, itself or through its figure `f`. */
const restsOn = raw(`CASE e.kind WHEN 'source' THEN e.target WHEN 'figure' THEN f.source END`);

/** What the evidence `e` points to, to be joined to it: a source as what it was merged into since. */
function targets(viewer: Viewer): Sql {
  return sql`LEFT JOIN ${visibleRows('published_figure', viewer)} f ON e.kind = 'figure' AND f.id = e.target LEFT JOIN (${currentSource(viewer)}) c ON c.id = ${restsOn} LEFT JOIN ${visibleRows('literature_source', viewer)} s ON s.id = coalesce(c.current, ${restsOn}) LEFT JOIN ${visibleRows('initiative', viewer)} i ON e.kind = 'outcome' AND i.id = e.target`;
}

const passage = { note: 'e.target', coding: 'e.coding_id', participants: 'e.participants' };

/**
 * Whether it stands: a figure does as long as its source does, a passage as long as the consent of those who speak in it;
 * what is missing does not. Asked today, for consents end.
 */
function stands(): Sql {
  return sql`coalesce(CASE e.kind WHEN 'source' THEN s.status = 'active' WHEN 'figure' THEN f.status = 'active' AND s.status = 'active' WHEN 'outcome' THEN i.outcomes @> jsonb_build_array(jsonb_build_object('id', e.outcome_id)) WHEN 'passage' THEN ${passageStands(passage)} END, false)`;
}

/**
 * The standing of the claim `r`, as an expression. Nothing that stands supports it: unsupported. Something contradicts
 * it, or something that it rests on stands no more: contested. Else supported.
 * @param evidence the table of evidence of the claim's face
 */
export function standingOf(evidence: string, viewer: Viewer): Sql {
  return sql`(SELECT CASE WHEN count(*) FILTER (WHERE e.stance = 'supports' AND ${stands()}) = 0 THEN 'unsupported' WHEN bool_or(e.stance = 'contradicts' OR NOT ${stands()}) THEN 'contested' ELSE 'supported' END FROM ${evidenceOfClaim(evidence, targets(viewer))})`;
}

/** Each piece of evidence of the claim `r` that stands no more, as a list of ids. */
export function fallenEvidence(evidence: string, viewer: Viewer): Sql {
  return sql`(SELECT coalesce(array_agg(e.evidence_id::text) FILTER (WHERE NOT ${stands()}), '{}') FROM ${evidenceOfClaim(evidence, targets(viewer))})`;
}

/** What was corrected last of that to which the evidence `e` points: the ordinal and time of the correction. */
const correction = sql`(SELECT * FROM (VALUES ('source', s.corrected_ordinal, s.corrected_at), ('figure', f.corrected_ordinal, f.corrected_at)) v(kind, ordinal, at) UNION ALL SELECT 'outcome', (o->>'corrected_ordinal')::bigint, (o->>'corrected_at')::timestamptz FROM jsonb_array_elements(i.outcomes) o WHERE o->>'id' = e.outcome_id::text)`;

/**
 * When that was corrected to which the evidence of the claim `r` points, as an object by evidence id: of those pieces
 * alone that were attached before the correction, and so may rest on what is not said any more.
 */
export function correctedEvidence(evidence: string, viewer: Viewer): Sql {
  return sql`(SELECT coalesce(jsonb_object_agg(e.evidence_id, k.at), '{}') FROM (SELECT e.* FROM ${partsOfRow(evidence, 'e')} AND e.edition = r.edition AND e.claim_id = r.claim_id) e ${targets(viewer)} JOIN LATERAL ${correction} k ON k.kind = e.kind AND k.ordinal > e.ordinal)`;
}

/** That the claim `r` rests on one of these sources, itself or through a figure, under whatever id of theirs. */
export function restsOnSources(evidence: string, ids: readonly string[], viewer: Viewer): Sql {
  const wanted = sql`SELECT coalesce(m.current, w.id) FROM unnest(${ids}::text[]) w(id) LEFT JOIN (${currentSource(viewer)}) m ON m.id = w.id`;
  return sql`EXISTS (SELECT FROM ${evidenceOfClaim(evidence, targets(viewer))} AND coalesce(c.current, ${restsOn}) IN (${wanted}))`;
}

/** The evidence `e` of the claim `r`, with what is joined to it. Whoever sees a claim sees what it rests on. */
function evidenceOfClaim(evidence: string, joined: Sql): Sql {
  return sql`(SELECT e.* FROM ${partsOfRow(evidence, 'e')} AND e.edition = r.edition AND e.claim_id = r.claim_id) e ${joined} WHERE true`;
}
