import type { SealedPersonal } from '../../kernel/personal.js';
import { visibleRows } from '../../platform/access/record-tables.js';
import type { Viewer } from '../../platform/access/viewer.js';
import type { Generation } from '../../platform/projections/generation.js';
import { raw, sql, statement } from '../../platform/read-side/sql.js';
import { relationTo, type Relation } from './find-interviews.js';

/** What is sealed of a participant, each field in the table that its policy speaks of. */
export const identityTables = {
  pseudonym: 'participant_pseudonym',
  name: 'participant_identity',
  contact: 'participant_identity',
  role: 'participant_identity',
} as const;
export type IdentityField = keyof typeof identityTables;

export interface SealedIdentity extends Relation {
  readonly id: string;
  readonly study: string;
  readonly sealed: SealedPersonal | null;
}

/** One field of participants by id, sealed, as far as the viewer may read it; in no order. */
export async function sealedIdentities(
  generation: Generation,
  viewer: Viewer,
  field: IdentityField,
  ids: readonly string[],
): Promise<SealedIdentity[]> {
  const { rows } = await generation.query<SealedIdentity & Record<string, unknown>>(
    statement(
      sql`SELECT r.id, r.study, ${relationTo('r.enrolled_by', 'r.study', viewer)}, r.${raw(field)} AS sealed FROM ${visibleRows(identityTables[field], viewer)} r WHERE r.id = ANY(${ids}::text[])`,
      generation.schema,
    ),
  );
  return rows;
}
