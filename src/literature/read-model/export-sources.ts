import { visibleRows } from '../../platform/access/record-tables.js';
import type { Viewer } from '../../platform/access/viewer.js';
import type { Generation } from '../../platform/projections/generation.js';
import { sql, statement } from '../../platform/read-side/sql.js';
import { textTypes } from '../../platform/read-side/types.js';
import type { CslItem } from '../domain/csl.js';
import { marked, withKeysOfTheirOwn } from '../formats/export-marks.js';
import type { LiteratureSourceRow } from './literature-source.entity.js';

type Exported = Pick<LiteratureSourceRow, 'id' | 'csl' | 'fictional' | 'retraction'>;

/** All sources that the viewer may see and that are not merged, as of one moment, in the order of their recording. */
export async function sourcesToExport(
  generation: Generation,
  viewer: Viewer,
): Promise<{ readonly items: readonly CslItem[]; readonly fictional: number }> {
  // One statement is one snapshot.
  const { rows } = await generation.query<Exported & Record<string, unknown>>({
    ...statement(
      sql`SELECT r.id, r.csl, r.fictional, r.retraction FROM ${visibleRows('literature_source', viewer)} r WHERE r.status <> 'merged' ORDER BY r.recorded_ordinal`,
      generation.schema,
    ),
    types: textTypes,
  });
  return {
    items: withKeysOfTheirOwn(rows.map(marked)),
    fictional: rows.filter(({ fictional }) => fictional).length,
  };
}
