import DataLoader from 'dataloader';
import { allRows } from '../access/record-tables.js';
import type { Generation } from '../projections/generation.js';
import { escapedHtml } from './html.js';
import { join, raw, sql, statement, type Sql } from './sql.js';

export const searchLanguages = ['fr', 'en'] as const;
export type SearchLanguage = (typeof searchLanguages)[number];

/** Words as a person types them in a search box: `"a phrase"`, `or`, `-without`. */
export interface Search {
  readonly text: string;
  /** Languages whose stemming is applied; both when null. */
  readonly language: SearchLanguage | null;
}

export const searchTextLimit = 500;

const languagesOf = ({ language }: Search): readonly SearchLanguage[] =>
  language ? [language] : searchLanguages;

const query = (language: SearchLanguage, text: string) =>
  sql`websearch_to_tsquery(${raw(`'casebook.${language}'`)}, ${text})`;

/**
 * `id` and `rank` of all rows of a search table that match; to be joined to those that the viewer may see. The queries stand
 * in FROM as functions: in the condition, or in a subselect that is pulled up into it, they are made anew for every row.
 */
export function hits(table: string, search: Search): Sql {
  const languages = languagesOf(search);
  const queries = join(
    languages.map((l) => sql`${query(l, search.text)} ${raw(`q_${l}`)}`),
    ', ',
  );
  const matches = raw(languages.map((l) => `s.${l} @@ q_${l}`).join(' OR '));
  const rank = raw(`greatest(${languages.map((l) => `ts_rank(s.${l}, q_${l})`).join(', ')})`);
  return sql`SELECT s.id, ${rank} AS rank FROM ${queries}, ${allRows(table)} s WHERE ${matches}`;
}

/** A piece of text around what was searched for. In `html` the words found stand in <mark>, all else is escaped. */
export interface Highlight {
  readonly field: string;
  readonly language: string;
  readonly html: string;
}

const START = '\ue000';
const STOP = '\ue001';
const OPTIONS = `StartSel=${START}, StopSel=${STOP}, MaxFragments=2, MaxWords=30, MinWords=8, FragmentDelimiter=" … "`;

/** Highlights of the rows of one page, all in one statement. `ids` are of rows that the viewer may see. */
export function highlighter(
  generation: Generation,
  table: string,
  search: Search,
): DataLoader<string, readonly Highlight[]> {
  return new DataLoader(async (ids) => {
    const perLanguage = await Promise.all(
      languagesOf(search).map((l) => highlightsIn(generation, table, search, l, ids)),
    );
    return ids.map((id) => perLanguage.flatMap((found) => found.get(id) ?? []));
  });
}

async function highlightsIn(
  generation: Generation,
  table: string,
  search: Search,
  language: SearchLanguage,
  ids: readonly string[],
): Promise<Map<string, Highlight[]>> {
  // A text may hold the two characters itself: they must not pass for marks.
  const headline = (column: string) =>
    sql`ts_headline(${raw(`'casebook.${language}'`)}, translate(${raw(`s.${column}_${language}`)}, ${START + STOP}, ''), q.query, ${OPTIONS})`;
  const { rows } = await generation.query<{ id: string; title: string; body: string }>(
    statement(
      sql`SELECT s.id, ${headline('title')} AS title, ${headline('body')} AS body FROM (SELECT ${query(language, search.text)} AS query) q, ${allRows(table)} s WHERE s.id = ANY(${ids}) AND s.${raw(language)} @@ q.query`,
      generation.schema,
    ),
  );
  return new Map(
    rows.map(({ id, title, body }) => [
      id,
      [
        { field: 'title', language, html: marked(title) },
        { field: 'body', language, html: marked(body) },
      ].filter(({ html }) => html.includes('<mark>')),
    ]),
  );
}

function marked(headline: string): string {
  return escapedHtml(headline).replaceAll(START, '<mark>').replaceAll(STOP, '</mark>');
}
