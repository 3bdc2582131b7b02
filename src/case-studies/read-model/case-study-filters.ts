import { sameAs } from '../../organizations/public.js';
import { badInput } from '../../platform/errors/bad-input.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { partsOfRow } from '../../platform/access/record-tables.js';
import { conceptCondition, type ConceptFilter } from '../../platform/read-side/concept-filter.js';
import {
  anyOf,
  atMost,
  dateTimeCondition,
  referenceCondition,
  type RangeFilter,
  type ReferenceFilter,
} from '../../platform/read-side/filters.js';
import { sql, type Sql } from '../../platform/read-side/sql.js';
import type { Combined, Fields } from '../../platform/read-side/where.js';
import { currentSource } from '../../literature/public.js';
import { requireConcept, shippedSchemes, type Taxonomy } from '../../vocabularies/public.js';
import { editionOf, tablesOf, type Face } from './faces.js';
import { restsOnSources, standingOf } from './standing.js';

interface OneOf {
  readonly in: readonly string[];
}
interface AnyId {
  readonly any: readonly string[];
}

/** What a list of case studies can be narrowed to, by the content of its face. */
export interface CaseStudyFilter extends Combined<CaseStudyFilter> {
  missions?: ConceptFilter | null;
  digitalUses?: ConceptFilter | null;
  sectors?: ConceptFilter | null;
  characteristics?: ConceptFilter | null;
  organization?: AnyId | null;
  initiative?: AnyId | null;
  source?: AnyId | null;
  standing?: OneOf | null;
  state?: OneOf | null;
  status?: OneOf | null;
  externalReference?: ReferenceFilter | null;
  recordedAt?: RangeFilter | null;
  updatedAt?: RangeFilter | null;
  fictional?: boolean | null;
}

/** What a list of claims can be narrowed to. */
export interface ClaimFilter extends Combined<ClaimFilter> {
  standing?: OneOf | null;
  caseStudy?: AnyId | null;
  source?: AnyId | null;
  confidence?: OneOf | null;
}

/** How each field of the filter reads, over a row `r` of {@link listed}. */
export function caseStudyFields(face: Face, viewer: Viewer, taxonomy: Taxonomy): Fields<CaseStudyFilter> {
  const tables = tablesOf[face];
  const filed = (scheme: string) => (filter: ConceptFilter) => {
    const expand = (code: string, narrower: boolean) =>
      requireConcept(taxonomy.scheme(scheme), code, narrower);
    return [{ sql: conceptCondition(tables.byConcept, scheme, filter, expand).sql }];
  };
  return {
    missions: filed(shippedSchemes.missions),
    digitalUses: filed(shippedSchemes.digitalUses),
    sectors: filed(shippedSchemes.sectors),
    characteristics: filed(shippedSchemes.characteristics),
    organization: ({ any }) => [{ sql: sql`r.organization IN (${sameAs(atMost(any), viewer)})` }],
    initiative: ({ any }) => [{ sql: linked(tables.link, atMost(any)) }],
    source: ({ any }) => [{ sql: about(face, atMost(any), viewer) }],
    standing: ({ in: wanted }) => [
      { sql: hasClaim(face, sql`${standingOf(tables.evidence, viewer)} = ANY(${atMost(wanted)}::text[])`) },
    ],
    state: ({ in: states }) => {
      // A reader must not learn by an answer what is being written.
      if (face !== 'working') throw badInput('state narrows what is being written: ask for the face WORKING');
      return [{ sql: anyOf('r.working', states) }];
    },
    status: ({ in: statuses }) => [{ sql: anyOf('r.status', statuses) }],
    externalReference: (filter) => [{ sql: referenceCondition(tables.byReference, filter) }],
    recordedAt: (filter) => [{ sql: dateTimeCondition('r.recorded_at', filter) }],
    updatedAt: (filter) => [{ sql: dateTimeCondition('r.updated_at', filter) }],
    fictional: (fictional) => [{ sql: fictional ? sql`r.fictional` : sql`NOT r.fictional` }],
  };
}

/** How each field of the filter reads, over a claim's row `r`. */
export function claimFields(face: Face, viewer: Viewer): Fields<ClaimFilter> {
  const { evidence } = tablesOf[face];
  return {
    standing: ({ in: wanted }) => [
      { sql: sql`${standingOf(evidence, viewer)} = ANY(${atMost(wanted)}::text[])` },
    ],
    caseStudy: ({ any }) => [{ sql: anyOf('r.id', any) }],
    source: ({ any }) => [{ sql: restsOnSources(evidence, atMost(any), viewer) }],
    confidence: ({ in: wanted }) => [{ sql: anyOf('r.confidence', wanted) }],
  };
}

/** That a claim of the case study's face fulfils a condition over its row `r`. */
function hasClaim(face: Face, condition: Sql): Sql {
  // The outer `r` is the case study, the inner one the claim, as the condition expects.
  const claims = sql`SELECT c.* FROM ${partsOfRow(tablesOf[face].claim, 'c')} AND c.edition = ${editionOf(face, 'r')}`;
  return sql`EXISTS (SELECT FROM (${claims}) r WHERE ${condition})`;
}

function linked(table: string, ids: readonly string[]): Sql {
  return sql`EXISTS (SELECT FROM ${partsOfRow(table, 'l')} AND l.target = ANY(${ids}::text[]))`;
}

/** Names a source, or has a claim that rests on it; under whatever id of that source. */
function about(face: Face, ids: readonly string[], viewer: Viewer): Sql {
  const { link, evidence } = tablesOf[face];
  const merged = currentSource(viewer);
  const names = sql`EXISTS (SELECT FROM (SELECT l.* FROM ${partsOfRow(link, 'l')}) l LEFT JOIN (${merged}) m ON m.id = l.target WHERE coalesce(m.current, l.target) IN (SELECT coalesce(m.current, w.id) FROM unnest(${ids}::text[]) w(id) LEFT JOIN (${merged}) m ON m.id = w.id))`;
  return sql`(${names} OR ${hasClaim(face, restsOnSources(evidence, ids, viewer))})`;
}
