import { visibleRows } from '../../platform/access/record-tables.js';
import { rowsById } from '../../platform/read-side/rows-by-id.js';
import { sql } from '../../platform/read-side/sql.js';
import type { ListedInitiative } from './initiative-columns.js';

/** With their owners' whole rows. */
export const loadInitiatives = rowsById<ListedInitiative>(
  'initiative',
  (viewer) =>
    sql`r.*, (SELECT json_agg(o) FROM ${visibleRows('organization', viewer)} o WHERE o.id = ANY(r.owners)) AS owner_rows`,
);
