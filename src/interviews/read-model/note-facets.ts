import { currentOrganization } from '../../organizations/public.js';
import { visibleRows } from '../../platform/access/record-tables.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { columnCounts } from '../../platform/read-side/concept-facet.js';
import { countFacets, type Facets } from '../../platform/read-side/facets.js';
import { matching, type CompiledList } from '../../platform/read-side/record-list.js';
import { sql, type Sql } from '../../platform/read-side/sql.js';
import { broadRolesOf } from './consent.js';

export const noteFacets = [
  'studies',
  'languages',
  'years',
  'organizations',
  'initiatives',
  'broadRoles',
  'visibilities',
  'concepts',
  'fictional',
] as const;
export type NoteFacet = (typeof noteFacets)[number];

/** Counts over all matching notes; each facet leaves out the filter on itself. */
export function countNotes(
  compiled: CompiledList,
  asked: readonly NoteFacet[],
  { viewer }: RequestContext,
): Promise<Facets> {
  const queries: Readonly<Record<NoteFacet, () => Sql>> = {
    studies: () => columnCounts(matching(compiled, 'study'), 'study'),
    languages: () => columnCounts(matching(compiled, 'language'), 'language'),
    years: () => columnCounts(matching(compiled, 'year'), 'year'),
    organizations: () =>
      sql`SELECT coalesce(c.current, m.about_organization) AS value, count(*)::int AS count FROM (${matching(compiled, 'organization')}) m LEFT JOIN (${currentOrganization(viewer)}) c ON c.id = m.about_organization WHERE m.about_organization IS NOT NULL GROUP BY 1`,
    initiatives: () => columnCounts(matching(compiled, 'initiative'), 'about_initiative'),
    broadRoles: () =>
      sql`SELECT b.role AS value, count(*)::int AS count FROM (${matching(compiled, 'broadRole')}) m CROSS JOIN LATERAL unnest(${broadRolesOf('m.participants')}) b(role) GROUP BY 1`,
    visibilities: () => columnCounts(matching(compiled, 'visibility'), 'visibility'),
    // Of those whose body the viewer may read: codings are parts of it.
    concepts: () =>
      sql`SELECT c.concept AS value, count(DISTINCT m.id)::int AS count FROM (${matching(compiled, 'codedWith')}) m JOIN ${visibleRows('interview_note_coding', viewer)} c ON c.id = m.id GROUP BY 1`,
    fictional: () => columnCounts(matching(compiled, 'fictional'), 'fictional'),
  };
  return countFacets(
    compiled.generation,
    asked.map((name) => ({ name, counts: queries[name]() })),
  );
}
