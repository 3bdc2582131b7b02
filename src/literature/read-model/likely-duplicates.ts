import { visibleRows } from '../../platform/access/record-tables.js';
import type { Viewer } from '../../platform/access/viewer.js';
import type { Generation } from '../../platform/projections/generation.js';
import { raw, sql, statement, type Sql } from '../../platform/read-side/sql.js';
import { textTypes } from '../../platform/read-side/types.js';
import type { CslItem } from '../domain/csl.js';
import { yearOf } from '../domain/csl-reading.js';
import { traitsOf } from '../domain/likeness.js';
import { doiOf } from '../domain/literature-source.state.js';
import type { LiteratureSourceRow } from './literature-source.entity.js';

/** Likely duplicates of one source in one answer. */
export const maxDuplicates = 20;

/** From 0 to 1, as pg_trgm counts: of whole titles, of the words in which they differ, of authors. */
const similar = { titles: 0.4, words: 0.32, authors: 0.5 } as const;
/** What two parts, editions or numbers of one title differ in, where both have it. */
const partVariables = ['volume', 'part-number', 'edition', 'number'] as const;

/** The words of title `a` that `b` has not, joined: "co operative" and "cooperative" differ in nothing then. */
const ownWords = (a: string, b: string) =>
  `coalesce((SELECT string_agg(w, '' ORDER BY n) FROM unnest(string_to_array(${a}.title_words, ' ')) WITH ORDINALITY u(w, n) WHERE w <> ALL(string_to_array(${b}.title_words, ' '))), '')`;

/** Titles that differ in the spelling of words, not in words. */
function spelledAlike(a: string, b: string): string {
  const [own, other] = [ownWords(a, b), ownWords(b, a)];
  return `(similarity(${a}.title_words, ${b}.title_words) >= ${similar.titles} AND (${own} = ${other} OR similarity(${own}, ${other}) >= ${similar.words}))`;
}

/** One title is the other without its subtitle, and long enough to mean something. */
function begins(a: string, b: string): string {
  return `(${a}.title_words ~ '^\\S+ \\S+ \\S+ \\S+' AND starts_with(${b}.title_words, ${a}.title_words || ' '))`;
}

/** No two DOIs, numbers, volumes or editions tell the rows apart, and nobody has; both stand for themselves. */
function notToldApart(a: string, b: string): string {
  return [
    `${b}.id <> ${a}.id AND ${b}.status <> 'merged' AND ${a}.status <> 'merged'`,
    `(${a}.doi IS NULL OR ${b}.doi IS NULL OR ${a}.doi = ${b}.doi)`,
    `${b}.id <> ALL(${a}.apart) AND ${a}.id <> ALL(${b}.apart)`,
    `starts_with(${a}.type, 'review') = starts_with(${b}.type, 'review')`,
    ...partVariables.map((name) => `coalesce(${a}.csl ->> '${name}' = ${b}.csl ->> '${name}', true)`),
  ].join(' AND ');
}

/** Candidates by an index, with the condition that then decides. */
function alike(a: string, b: string): readonly string[] {
  const near = `(${b}.year BETWEEN ${a}.year - 1 AND ${a}.year + 1 OR ${a}.year IS NULL OR ${b}.year IS NULL)`;
  const apart = notToldApart(a, b);
  return [
    // Of one author: the title may be spelled otherwise, or lack its subtitle.
    `${b}.first_author = ${a}.first_author AND ${b}.title_numbers = ${a}.title_numbers AND ${near} AND ${apart} AND (${spelledAlike(a, b)} OR (${b}.year = ${a}.year AND (${begins(a, b)} OR ${begins(b, a)})))`,
    // Of one title: the author may be spelled otherwise, or be unknown.
    `${b}.title_words = ${a}.title_words AND ${b}.title_numbers = ${a}.title_numbers AND ${b}.year = ${a}.year AND ${b}.first_author IS DISTINCT FROM ${a}.first_author AND ${a}.title_words ~ '^\\S+ \\S+ \\S+' AND coalesce(similarity(${b}.first_author, ${a}.first_author) >= ${similar.authors}, true) AND ${apart}`,
  ];
}

/**
 * The condition on the row `r` that there is such another. All pairs are joined once: asked row by row, a count over
 * 50,000 sources took 6 s instead of 2.5.
 */
export function hasLikelyDuplicates(viewer: Viewer): Sql {
  const sources = visibleRows('literature_source', viewer);
  const [byAuthor, byTitle] = alike('a', 'd').map(
    (condition) => sql`SELECT a.id FROM ${sources} a JOIN ${sources} d ON ${raw(condition)}`,
  );
  return sql`r.id IN (${byAuthor} UNION ALL ${byTitle})`;
}

/** Another source, and why it may be a record of the same work. */
export interface LikelyDuplicate {
  readonly row: LiteratureSourceRow;
  /** In words: "same title, year differs by one, same author". */
  readonly reason: string;
}

type Row = LiteratureSourceRow & {
  readonly of: string;
  readonly of_words: string;
  readonly of_year: number | null;
  readonly of_author: string | null;
};

/** Of each of `ids`, the likely duplicates, the oldest first. */
export async function likelyDuplicates(
  generation: Generation,
  viewer: Viewer,
  ids: readonly string[],
): Promise<LikelyDuplicate[][]> {
  const sources = visibleRows('literature_source', viewer);
  const [byAuthor, byTitle] = alike('r', 'd').map(
    (condition) => sql`SELECT d.* FROM ${sources} d WHERE ${raw(condition)}`,
  );
  const { rows } = await generation.query<Row>({
    ...statement(
      sql`SELECT r.id AS of, r.title_words AS of_words, r.year AS of_year, r.first_author AS of_author, d.* FROM ${sources} r CROSS JOIN LATERAL (SELECT * FROM (${byAuthor} UNION ALL ${byTitle}) d ORDER BY d.recorded_ordinal LIMIT ${maxDuplicates}) d WHERE r.id = ANY(${ids}::text[]) ORDER BY r.id, d.recorded_ordinal`,
      generation.schema,
    ),
    types: textTypes,
  });
  return ids.map((id) => rows.filter(({ of }) => of === id).map((row) => ({ row, reason: reasonOf(row) })));
}

/** Of each of `items`, which stand in no row yet, the `sources` that may be the same work; merged ones apart. */
export async function likelyRecords(
  generation: Generation,
  sources: Sql,
  items: readonly CslItem[],
): Promise<{ readonly id: string; readonly reason: string }[][]> {
  const stated = items.map((csl, at) => {
    const { words, numbers, author } = traitsOf(csl);
    const traits = { title_words: words, title_numbers: numbers, first_author: author, year: yearOf(csl) };
    return { at, id: '', status: 'active', apart: [], doi: doiOf(csl), type: csl.type, csl, ...traits };
  });
  const [byAuthor, byTitle] = alike('r', 'd').map(
    (condition) => sql`SELECT d.* FROM ${sources} d WHERE ${raw(condition)}`,
  );
  const { rows } = await generation.query<Row & { at: number }>({
    ...statement(
      sql`SELECT r.at, r.title_words AS of_words, r.year AS of_year, r.first_author AS of_author, d.id, d.title_words, d.year, d.first_author FROM jsonb_to_recordset(${JSON.stringify(stated)}::jsonb) r(at int, id text, status text, apart text[], doi text, type text, csl jsonb, title_words text, title_numbers text, first_author text, year int) CROSS JOIN LATERAL (SELECT * FROM (${byAuthor} UNION ALL ${byTitle}) d ORDER BY d.recorded_ordinal LIMIT ${maxDuplicates}) d ORDER BY r.at, d.recorded_ordinal`,
      generation.schema,
    ),
    types: textTypes,
  });
  return items.map((_, at) =>
    rows.filter((row) => row.at === at).map((row) => ({ id: row.id, reason: reasonOf(row) })),
  );
}

function reasonOf(row: Omit<Row, 'of'>): string {
  const compared = <Value>(one: Value | null, other: Value | null, near: string) =>
    one === null || other === null ? 'not known of both' : one === other ? 'same' : near;
  const author = compared(row.of_author, row.first_author, 'spelled otherwise');
  const year = compared(row.of_year, row.year, 'differs by one');
  return [titleReason(row.of_words, row.title_words!), said('year', year), said('author', author)].join(', ');
}

const said = (what: string, how: string) => (how === 'same' ? `same ${what}` : `${what} ${how}`);

function titleReason(one: string, other: string): string {
  if (one === other) return 'same title';
  const subtitle = other.startsWith(`${one} `) || one.startsWith(`${other} `);
  return subtitle ? 'one title is the beginning of the other' : 'title spelled otherwise';
}
