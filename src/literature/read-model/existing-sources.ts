import type { StreamId } from '../../kernel/ids.js';
import { allRows } from '../../platform/access/record-tables.js';
import type { Generation } from '../../platform/projections/generation.js';
import { allOfSystem } from '../../platform/read-side/all-of-system.js';
import { raw, sql, statement, type Sql } from '../../platform/read-side/sql.js';
import { textTypes } from '../../platform/read-side/types.js';
import type { ExistingSource, ExistingSources, LikelySource } from '../app/import/existing-sources.js';
import type { CslItem } from '../domain/csl.js';
import { likelyRecords } from './likely-duplicates.js';
import type { LiteratureSourceRow } from './literature-source.entity.js';

/**
 * What an import finds in the read model: all that is there, whoever imports. A record that it did not know would be
 * written a second time.
 */
export class SourcesOnRecord implements ExistingSources {
  constructor(private readonly generation: () => Generation) {}

  byExternalReference(system: string, ids: readonly string[]): Promise<ReadonlyMap<string, ExistingSource>> {
    return this.byKey(
      sql`SELECT x.reference AS key, r.* FROM ${allRows('literature_source_by_reference')} x JOIN ${sources()} r ON r.id = x.id WHERE x.system = ${system} AND x.reference = ANY(${ids}::text[])`,
    );
  }

  byId(ids: readonly string[]): Promise<ReadonlyMap<string, ExistingSource>> {
    return this.byKey(sql`SELECT r.id AS key, r.* FROM ${sources()} r WHERE r.id = ANY(${ids}::text[])`);
  }

  byDoi(dois: readonly string[]): Promise<ReadonlyMap<string, ExistingSource>> {
    return this.byKey(sql`SELECT r.doi AS key, r.* FROM ${sources()} r WHERE r.doi = ANY(${dois}::text[])`);
  }

  likely(items: readonly CslItem[]): Promise<readonly (readonly LikelySource[])[]> {
    return likelyRecords(this.generation(), sources(), items);
  }

  allOfSystem(system: string): AsyncIterable<{ readonly id: string; readonly externalId: string }> {
    return allOfSystem(
      this.generation(),
      { records: 'literature_source', references: 'literature_source_by_reference' },
      system,
      raw(`r.status <> 'merged'`),
    );
  }

  /** @param keyed query giving rows with the `key` by which each was looked for: the oldest wins that is not merged */
  private async byKey(keyed: Sql): Promise<ReadonlyMap<string, ExistingSource>> {
    const rows = await this.rows(
      sql`SELECT DISTINCT ON (k.key) k.* FROM (${keyed}) k ORDER BY k.key, k.status = 'merged', k.recorded_ordinal`,
    );
    return new Map(rows.map((row) => [row.key, existing(row)]));
  }

  private async rows(query: Sql): Promise<(LiteratureSourceRow & { key: string })[]> {
    const generation = this.generation();
    const { rows } = await generation.query<LiteratureSourceRow & { key: string }>({
      ...statement(query, generation.schema),
      types: textTypes,
    });
    return rows;
  }
}

const sources = () => allRows('literature_source');

function existing(row: LiteratureSourceRow): ExistingSource {
  return {
    id: row.id as StreamId<'literatureSource'>,
    status: row.status,
    csl: row.csl,
    cslVersion: row.csl_version,
    reliability: row.reliability,
    externalReferences: row.external_references,
    doi: row.doi,
  };
}
