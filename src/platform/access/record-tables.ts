import { always, and, join, never, raw, sql, type Sql } from '../read-side/sql.js';
import { policyOf } from './policies.js';
import { noteAsked } from './settled-by-log.js';
import type { Viewer } from './viewer.js';

/*
 * The one place where a statement gets its tables from. Whoever reads for a viewer names a table with visibleRows, and so
 * cannot forget the policy; allRows says in so many words that none is asked.
 */

/** Tables whose rows are parts of a record, each with the column that holds the record's id. */
export type PartTables = Readonly<Record<string, string>>;

/** Whose rows a table holds: the records of a category, or parts of what stands in another table. */
type Place = { readonly category: string } | { readonly of: string; readonly key: string };

const places = new Map<string, Place>();

/**
 * Slices say here which tables their records stand in. A table that nobody has named is open to nobody.
 * @param record one row for each record: the row of which the category's policy speaks, with its id as `id`
 */
export function registerTables(category: string, record: string, parts: PartTables = {}): void {
  places.set(record, { category });
  registerParts(record, parts);
}

/** Tables of parts of what stands in `table`, be it records or parts itself. */
export function registerParts(table: string, parts: PartTables): void {
  for (const [part, key] of Object.entries(parts)) places.set(part, { of: table, key });
}

/** The names of all tables that were registered. */
export function registeredTables(): readonly string[] {
  return [...places.keys()];
}

/**
 * The rows of a table that the viewer may see, to stand in FROM or JOIN before an alias: the table itself where that is
 * all of them. A part is seen with its record.
 * @throws Error for a table of no category, or of one without a policy
 */
export function visibleRows(table: string, viewer: Viewer): Sql {
  const place = placeOf(table);
  if ('category' in place) {
    const condition = conditionOf(place.category, viewer);
    return condition === always
      ? allRows(table)
      : sql`(SELECT r.* FROM ${allRows(table)} r WHERE ${condition})`;
  }
  const condition = isVisible(place.of, raw(`p.${place.key}`), viewer);
  return condition === always
    ? allRows(table)
    : sql`(SELECT p.* FROM ${allRows(table)} p WHERE ${condition})`;
}

/**
 * Whether an id is that of a row of `table` that the viewer may see; {@link always} where the viewer sees all of them.
 * @throws Error as {@link visibleRows}
 */
export function isVisible(table: string, id: Sql, viewer: Viewer): Sql {
  return seesAll(table, viewer) ? always : sql`${id} IN (SELECT v.id FROM ${visibleRows(table, viewer)} v)`;
}

/**
 * The parts of one row, with the condition that ties them to it: `… l WHERE l.id = r.id`. For statements that have the
 * row from {@link visibleRows}, as `r`: what is seen of it is seen of its parts.
 * @throws Error for a table that holds no parts
 */
export function partsOfRow(table: string, alias: string): Sql {
  const place = placeOf(table);
  if ('category' in place) throw new Error(`The table ${table} holds records, not parts of them`);
  return sql`${allRows(table)} ${raw(alias)} WHERE ${raw(`${alias}.${place.key}`)} = r.id`;
}

/**
 * A table with all its rows, whoever asks. Only for what must know everything to be right, such as whether an import has
 * brought a record already, and for statements that join the rows to such as are seen; each says why.
 */
export function allRows(table: string): Sql {
  return raw(`$schema.${table}`);
}

/**
 * That all of these streams are followed. One with an event that could not be projected is parked: what its rows say may have
 * been withdrawn since.
 * @param streams expressions for ids, or for lists of ids
 */
export function allFollowed(...streams: readonly string[]): Sql {
  const among = join(
    streams.map((stream) => raw(`k.stream_id = ANY(ARRAY[]::text[] || ${stream})`)),
    ' OR ',
  );
  return sql`NOT EXISTS (SELECT FROM ${allRows('parked_streams')} k WHERE ${among})`;
}

function seesAll(table: string, viewer: Viewer): boolean {
  const place = placeOf(table);
  return 'category' in place ? conditionOf(place.category, viewer) === always : seesAll(place.of, viewer);
}

function placeOf(table: string): Place {
  const place = places.get(table);
  if (!place) throw new Error(`The table ${table} belongs to no category of records: see registerTables`);
  return place;
}

/** The category's condition on the record's row, as `r`: what its policy says, and what holds while its stream is parked. */
function conditionOf(category: string, viewer: Viewer): Sql {
  const policy = policyOf(category);
  if (!policy) throw new Error(`The category ${category} has no policy`);
  noteAsked(policy, viewer);
  const rows = policy.rows(viewer);
  return policy.shownWhenParked || rows === never ? rows : and([rows, allFollowed('r.id')]);
}
