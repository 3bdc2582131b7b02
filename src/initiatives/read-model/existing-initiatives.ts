import { allRows } from '../../platform/access/record-tables.js';
import type { Generation } from '../../platform/projections/generation.js';
import { allOfSystem } from '../../platform/read-side/all-of-system.js';
import { always, sql, statement } from '../../platform/read-side/sql.js';
import { textTypes } from '../../platform/read-side/types.js';
import type { ExistingInitiative, ExistingInitiatives } from '../app/import/existing-initiatives.js';
import type { InitiativeRow } from './initiative.entity.js';

/**
 * What an import finds in the read model: all that is there, whoever imports. A record that it did not know would be
 * written a second time, and an owner would pass for missing.
 */
export class InitiativesOnRecord implements ExistingInitiatives {
  constructor(private readonly generation: () => Generation) {}

  async byExternalReference(
    system: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, ExistingInitiative>> {
    const generation = this.generation();
    const { rows } = await generation.query<InitiativeRow & { reference: string }>({
      ...statement(
        // The oldest record wins, should two carry one reference.
        sql`SELECT DISTINCT ON (x.reference) x.reference, r.* FROM ${allRows('initiative_by_reference')} x JOIN ${allRows('initiative')} r ON r.id = x.id WHERE x.system = ${system} AND x.reference = ANY(${ids}::text[]) ORDER BY x.reference, r.recorded_ordinal`,
        generation.schema,
      ),
      types: textTypes,
    });
    return new Map(rows.map((row) => [row.reference, existing(row)]));
  }

  async ownersByExternalReference(
    system: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    const generation = this.generation();
    const { rows } = await generation.query<{ reference: string; id: string }>(
      statement(
        sql`WITH RECURSIVE found AS (SELECT x.reference, o.id, o.merged_into, o.recorded_ordinal FROM ${allRows('organization_by_reference')} x JOIN ${allRows('organization')} o ON o.id = x.id WHERE x.system = ${system} AND x.reference = ANY(${ids}::text[]) UNION SELECT f.reference, o.id, o.merged_into, f.recorded_ordinal FROM found f JOIN ${allRows('organization')} o ON o.id = f.merged_into) SELECT DISTINCT ON (reference) reference, id FROM found WHERE merged_into IS NULL ORDER BY reference, recorded_ordinal`,
        generation.schema,
      ),
    );
    return new Map(rows.map(({ reference, id }) => [reference, id]));
  }

  allOfSystem(system: string): AsyncIterable<{ readonly id: string; readonly externalId: string }> {
    return allOfSystem(
      this.generation(),
      { records: 'initiative', references: 'initiative_by_reference' },
      system,
      always,
    );
  }
}

function existing(row: InitiativeRow): ExistingInitiative {
  return {
    id: row.id,
    revision: row.revision,
    title: row.title,
    summary: row.summary,
    owners: row.owners,
    stage: row.stage,
    digitalUses: row.digital_uses,
    missions: row.missions,
    characteristics: row.characteristics,
    place: placeOf(row),
    links: row.links,
    externalReferences: row.external_references,
  };
}

function placeOf({ country, region, municipality }: InitiativeRow): ExistingInitiative['place'] {
  if (country === null && region === null && municipality === null) return null;
  return {
    ...(country === null ? {} : { country }),
    ...(region === null ? {} : { region }),
    ...(municipality === null ? {} : { municipality }),
  };
}
