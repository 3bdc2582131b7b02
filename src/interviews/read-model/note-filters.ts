import { sameAs } from '../../organizations/public.js';
import { visibleRows } from '../../platform/access/record-tables.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { badInput } from '../../platform/errors/bad-input.js';
import { conceptKey } from '../../platform/read-side/filed-ordinals.js';
import { anyOf, atMost } from '../../platform/read-side/filters.js';
import { always, and, never, not, raw, sql, type Sql } from '../../platform/read-side/sql.js';
import { allOf, conjuncts, type Combined, type Fields } from '../../platform/read-side/where.js';
import { requireConcept, type Taxonomy } from '../../vocabularies/public.js';
import { broadRolesOf, takesPart, withinRetention } from './consent.js';
import { personStudying } from './persons.js';

interface OneOf {
  readonly in: readonly string[];
}
interface AnyId {
  readonly any: readonly string[];
}

/** Concepts of one scheme that a note is coded with, at least one of them; with narrower ones unless told otherwise. */
export interface CodedWithFilter {
  readonly scheme: string;
  readonly any: readonly string[];
  readonly narrower?: boolean | null;
}

/** What a list of notes can be narrowed to. All but `codedWith` is metadata, which shows with every note listed. */
export interface NoteFilter extends Combined<NoteFilter> {
  study?: AnyId | null;
  organization?: AnyId | null;
  initiative?: AnyId | null;
  participant?: AnyId | null;
  language?: OneOf | null;
  year?: { readonly from?: number | null; readonly to?: number | null } | null;
  broadRole?: OneOf | null;
  visibility?: OneOf | null;
  state?: OneOf | null;
  codedWith?: CodedWithFilter | null;
  mine?: boolean | null;
  ofMyStudies?: boolean | null;
  due?: boolean | null;
  fictional?: boolean | null;
}

/** Notes past the retention of their study, which are neither anonymized nor destroyed: nobody reads their bodies. */
const isDue = (): Sql => and([raw(`r.state = 'kept'`), not(withinRetention('r.study', 'r.anonymized'))]);

const either = (condition: Sql, wanted: boolean) => [{ sql: wanted ? condition : not(condition) }];

/** How each field of the filter reads, over a note's row `r`. */
export function noteFields(viewer: Viewer, taxonomy: Taxonomy): Fields<NoteFilter> {
  const person = personStudying(viewer);
  return {
    study: ({ any }) => [{ sql: anyOf('r.study', any) }],
    organization: ({ any }) => [{ sql: sql`r.about_organization IN (${sameAs(atMost(any), viewer)})` }],
    initiative: ({ any }) => [{ sql: anyOf('r.about_initiative', any) }],
    participant: ({ any }) => [{ sql: withParticipant(any, viewer) }],
    language: ({ in: languages }) => [{ sql: anyOf('r.language', languages) }],
    year: ({ from, to }) => [
      {
        sql: and([
          from == null ? always : sql`r.year >= ${from}::int`,
          to == null ? always : sql`r.year <= ${to}::int`,
        ]),
      },
    ],
    broadRole: ({ in: broad }) => [
      { sql: sql`${broadRolesOf('r.participants')} && ${atMost(broad)}::text[]` },
    ],
    visibility: ({ in: visibilities }) => [{ sql: anyOf('r.visibility', visibilities) }],
    state: ({ in: states }) => [{ sql: anyOf('r.state', states) }],
    codedWith: (filter) => [{ sql: isCodedWith(filter, viewer, taxonomy) }],
    mine: (wanted) => either(person === null ? never : sql`r.author = ${person}`, wanted),
    ofMyStudies: (wanted) => either(person === null ? never : takesPart('r.study', person), wanted),
    due: (wanted) => either(isDue(), wanted),
    fictional: (fictional) => either(raw('r.fictional'), fictional),
  };
}

/** Only by participants whom the viewer may know of. */
function withParticipant(ids: readonly string[], viewer: Viewer): Sql {
  return sql`r.participants && ARRAY(SELECT p.id::text FROM ${visibleRows('participant', viewer)} p WHERE p.id = ANY(${atMost(ids)}::text[]))`;
}

/** Only notes whose body the viewer may read: another is not found by what it is coded with. */
function isCodedWith({ scheme, any, narrower }: CodedWithFilter, viewer: Viewer, taxonomy: Taxonomy): Sql {
  const concepts = taxonomy.scheme(scheme);
  const codes = atMost(any).flatMap((code) => requireConcept(concepts, code, narrower ?? true));
  const keys = [...new Set(codes)].map((code) => conceptKey(scheme, code));
  return sql`r.id IN (SELECT c.id FROM ${visibleRows('interview_note_coding', viewer)} c WHERE c.concept = ANY(${keys}::text[]))`;
}

/**
 * Lists in the order of time tell when a note was added, which is known of one's own and those of one's studies alone.
 * @throws BAD_USER_INPUT
 */
export function assertOrderIsKnown(
  field: string | undefined,
  where: NoteFilter | null | undefined,
  viewer: Viewer,
): void {
  if (field !== 'RECORDED' && field !== 'UPDATED') return;
  if (viewer.role === 'admin' || where?.mine === true || where?.ofMyStudies === true) return;
  throw badInput(`The order ${field} needs where: { mine: true } or where: { ofMyStudies: true }`);
}

/** Ids of the notes that a filter leaves, as far as the viewer may know of them: a query. @throws BAD_USER_INPUT */
export function matchingNotes(where: NoteFilter | null | undefined, viewer: Viewer, taxonomy: Taxonomy): Sql {
  const conditions = allOf(conjuncts(where, noteFields(viewer, taxonomy)));
  return sql`SELECT r.id FROM ${visibleRows('interview_note', viewer)} r WHERE ${conditions}`;
}
