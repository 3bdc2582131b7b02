import { visibleRows } from '../../platform/access/record-tables.js';
import type { Viewer } from '../../platform/access/viewer.js';
import type { Generation } from '../../platform/projections/generation.js';
import { sql, statement, type Sql } from '../../platform/read-side/sql.js';
import { textTypes } from '../../platform/read-side/types.js';
import type { PublishedFigureRow } from './published-figure.entity.js';
import { sameSources } from './merged-sources.js';

/** Figures that one field gives. */
export const maxFigures = 100;

/** Of each source, the figures that it publishes or reports, also under ids that were merged into it; the oldest first. */
export function figuresOfSources(
  generation: Generation,
  viewer: Viewer,
  sources: readonly string[],
): Promise<PublishedFigureRow[][]> {
  const figures = visibleRows('published_figure', viewer);
  return figuresBy(
    generation,
    sources,
    sql`SELECT s.asked AS key, f.* FROM (${sameSources(sources, viewer)}) s JOIN ${figures} f ON f.source = s.id OR f.reported_by = s.id`,
  );
}

/** Of each indicator's code, all figures; the oldest first. */
export function figuresOfIndicators(
  generation: Generation,
  viewer: Viewer,
  codes: readonly string[],
): Promise<PublishedFigureRow[][]> {
  return figuresBy(
    generation,
    codes,
    sql`SELECT f.indicator_code AS key, f.* FROM ${visibleRows('published_figure', viewer)} f WHERE f.indicator_code = ANY(${codes}::text[])`,
  );
}

/** @param pairs query giving each figure with the `key` that it belongs to */
async function figuresBy(
  generation: Generation,
  keys: readonly string[],
  pairs: Sql,
): Promise<PublishedFigureRow[][]> {
  const { rows } = await generation.query<PublishedFigureRow & { key: string }>({
    ...statement(
      sql`SELECT * FROM (SELECT p.*, row_number() OVER (PARTITION BY p.key ORDER BY p.recorded_ordinal) AS nth FROM (SELECT DISTINCT ON (p.key, p.id) p.* FROM (${pairs}) p ORDER BY p.key, p.id) p) p WHERE nth <= ${maxFigures} ORDER BY nth`,
      generation.schema,
    ),
    types: textTypes,
  });
  return keys.map((key) => rows.filter((row) => row.key === key));
}
