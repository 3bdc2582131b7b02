import { allRows } from '../../platform/access/record-tables.js';
import type { Generation } from '../../platform/projections/generation.js';
import { allOfSystem } from '../../platform/read-side/all-of-system.js';
import { raw, sql, statement } from '../../platform/read-side/sql.js';
import { textTypes } from '../../platform/read-side/types.js';
import type { ExistingOrganization, ExistingOrganizations } from '../app/import/existing-organizations.js';
import type { OrganizationRow } from './organization.entity.js';

/**
 * What an import finds in the read model: all that is there, whoever imports. A record that it did not know would be
 * written a second time.
 */
export class OrganizationsOnRecord implements ExistingOrganizations {
  constructor(private readonly generation: () => Generation) {}

  async byExternalReference(
    system: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, ExistingOrganization>> {
    const generation = this.generation();
    const { rows } = await generation.query<OrganizationRow & { reference: string }>({
      ...statement(
        // The oldest record wins, should two carry one reference.
        sql`SELECT DISTINCT ON (x.reference) x.reference, r.* FROM ${allRows('organization_by_reference')} x JOIN ${allRows('organization')} r ON r.id = x.id WHERE x.system = ${system} AND x.reference = ANY(${ids}::text[]) ORDER BY x.reference, r.status = 'merged', r.recorded_ordinal`,
        generation.schema,
      ),
      types: textTypes,
    });
    return new Map(rows.map((row) => [row.reference, existing(row)]));
  }

  allOfSystem(system: string): AsyncIterable<{ readonly id: string; readonly externalId: string }> {
    return allOfSystem(
      this.generation(),
      { records: 'organization', references: 'organization_by_reference' },
      system,
      raw(`r.status = 'active'`),
    );
  }
}

function existing(row: OrganizationRow): ExistingOrganization {
  return {
    id: row.id,
    revision: row.revision,
    status: row.status,
    name: row.name,
    description: row.description,
    alternativeNames: row.alternative_names,
    legalForm: row.legal_form,
    place: placeOf(row),
    sectors: row.sectors,
    missions: row.missions,
    sizeBand: row.size_band,
    website: row.website,
    externalReferences: row.external_references,
  };
}

function placeOf({ country, region, municipality }: OrganizationRow): ExistingOrganization['place'] {
  if (country === null && region === null && municipality === null) return null;
  return {
    ...(country === null ? {} : { country }),
    ...(region === null ? {} : { region }),
    ...(municipality === null ? {} : { municipality }),
  };
}
