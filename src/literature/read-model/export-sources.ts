import { visibleRows } from '../../platform/access/record-tables.js';
import type { Viewer } from '../../platform/access/viewer.js';
import type { Generation } from '../../platform/projections/generation.js';
import { inOneSnapshot } from '../../platform/projections/snapshot.js';
import { sql, statement, type Sql } from '../../platform/read-side/sql.js';
import { textTypes } from '../../platform/read-side/types.js';
import type { CslItem } from '../domain/csl.js';
import { keysOfTheirOwn, marked } from '../formats/export-marks.js';
import type { LiteratureSourceRow } from './literature-source.entity.js';

/** An item of an export; whether it is invented is to be counted. */
export interface ExportedSource {
  readonly item: CslItem;
  readonly fictional: boolean;
}

type Row = Pick<LiteratureSourceRow, 'id' | 'csl' | 'fictional' | 'retraction' | 'recorded_ordinal'> & {
  /** Under which its library cites it, in lower case. */
  readonly key: string;
};

/** Sources read at once: each has a megabyte at most, and two kilobytes as a rule. */
const page = 200;

/**
 * All sources that the viewer may see and that are not merged, as of one moment, in the order of their recording. Read
 * page by page: what is kept is a page, and the keys that stand more than once.
 */
export function sourcesToExport(generation: Generation, viewer: Viewer): AsyncGenerator<ExportedSource> {
  const exported = sql`(SELECT r.*, lower(r.csl ->> 'id') AS key FROM ${visibleRows('literature_source', viewer)} r WHERE r.status <> 'merged')`;
  return inOneSnapshot(generation, (query) =>
    inPages((piece) => query({ ...statement(piece, generation.schema), types: textTypes }), exported),
  );
}

/** Asks for the rows of one statement, as of the export's moment. */
type Query = <Found extends object>(piece: Sql) => Promise<Found[]>;

async function* inPages(query: Query, exported: Sql): AsyncGenerator<ExportedSource> {
  const repeated = await query<{ key: string }>(
    sql`SELECT key FROM ${exported} e GROUP BY key HAVING count(*) > 1`,
  );
  const numbered =
    repeated.length === 0
      ? []
      : await query<{ key: string }>(
          sql`SELECT key FROM ${exported} e WHERE key ~ '-[0-9]+$' AND regexp_replace(key, '-[0-9]+$', '') IN (SELECT key FROM ${exported} f GROUP BY key HAVING count(*) > 1)`,
        );
  const keys = (rows: readonly { key: string }[]) => rows.map(({ key }) => key);
  const ownKey = keysOfTheirOwn(keys(numbered), new Set(keys(repeated)));
  let after = -1;
  for (;;) {
    const rows = await query<Row>(
      sql`SELECT id, csl, fictional, retraction, recorded_ordinal, key FROM ${exported} e WHERE recorded_ordinal > ${after} ORDER BY recorded_ordinal LIMIT ${page}`,
    );
    for (const row of rows) yield { item: ownKey(marked(row), row.key), fictional: row.fictional };
    if (rows.length < page) return;
    after = rows.at(-1)!.recorded_ordinal;
  }
}
