import type { CommandExecutor } from '../../../platform/commands/command-executor.js';
import { DuplicateRows } from '../../../platform/import/duplicate-rows.js';
import { openSources } from '../../../platform/import/open-sources.js';
import type { Progress } from '../../../platform/import/progress.js';
import type { ReadRecord } from '../../../platform/import/read-record.js';
import type { Problem, SourceRecord } from '../../../platform/import/records.js';
import type { ImportReport, RowPlace } from '../../../platform/import/report.js';
import { runRows, type ChunkPlan, type RowPlan } from '../../../platform/import/run-rows.js';
import type { Speaker } from '../../../platform/import/speak.js';
import type { Reading } from '../../../platform/import/value-rules.js';
import type { ExistingOrganization, ExistingOrganizations } from './existing-organizations.js';
import { organizationColumns, type OrganizationMapping } from './organization-mapping.js';
import { planRegistration, planUpdate } from './plan-organization.js';
import { readOrganization, type StatedOrganization } from './read-organization.js';

export interface OrganizationImport {
  readonly files: readonly string[];
  readonly mapping: OrganizationMapping;
  readonly existing: ExistingOrganizations;
  readonly executor: CommandExecutor;
  readonly speaker: Speaker;
  readonly report: ImportReport;
  readonly progress: Progress;
  readonly dryRun?: boolean;
}

/**
 * Imports an edition of a register: registers what is new, updates what differs, reports what has vanished.
 * @throws ImportFileError before anything is written, ImportInterrupted when the log stays out of reach
 */
export async function importOrganizations(job: OrganizationImport): Promise<void> {
  const { sources, total, reading } = await openSources(
    job.files,
    job.mapping,
    organizationColumns(job.mapping),
  );
  const seen = new DuplicateRows();
  await runRows({
    ...job,
    sources,
    total,
    label: 'organizations',
    plan: (records) => planRows(job, seen, records, reading),
  });
  for await (const { id, externalId } of job.existing.allOfSystem(job.mapping.system)) {
    if (!seen.has(externalId)) await job.report.vanished(externalId, id);
  }
}

async function planRows(
  job: OrganizationImport,
  seen: DuplicateRows,
  records: readonly SourceRecord[],
  reading: Reading,
): Promise<ChunkPlan> {
  const rows = records.map((record) => ({ record, read: readOrganization(record, job.mapping, reading) }));
  const ids = rows.flatMap(({ read }) => (read.status === 'read' ? [read.stated.externalId] : []));
  const existing = await job.existing.byExternalReference(job.mapping.system, [...new Set(ids)]);
  return {
    before: [],
    rows: rows.map(({ record, read }) => planRow(job.mapping, seen, existing, record, read)),
  };
}

function planRow(
  mapping: OrganizationMapping,
  seen: DuplicateRows,
  existing: ReadonlyMap<string, ExistingOrganization>,
  { file, line }: SourceRecord,
  read: ReadRecord<StatedOrganization>,
): RowPlan {
  const nothing = { problems: [], warnings: [], commands: [], changes: [], id: null };
  if (read.status === 'skipped') {
    const place = { file, line, key: read.externalId };
    if (read.externalId !== null) seen.noteId(read.externalId, place);
    return { ...nothing, kind: 'skip', place };
  }
  if (read.status === 'refused') {
    const place = { file, line, key: read.externalId ?? read.label };
    if (read.externalId !== null) seen.noteId(read.externalId, place);
    return { ...nothing, kind: 'create', place, problems: read.problems };
  }
  const place: RowPlace = { file, line, key: read.stated.externalId };
  const duplicate = seen.note(read.stated.externalId, place, read.stated);
  if (duplicate) {
    return duplicate.same
      ? { ...nothing, kind: 'skip', place, warnings: [duplicate.problem] }
      : { ...nothing, kind: 'create', place, problems: [duplicate.problem] };
  }
  const current = existing.get(read.stated.externalId);
  if (!current) {
    const plan = planRegistration(mapping.system, read.stated, mapping.fictional);
    return { ...nothing, ...plan, kind: 'create', place, warnings: read.warnings };
  }
  if (current.status === 'merged') {
    return { ...nothing, kind: 'skip', place, warnings: [mergedAway(current)] };
  }
  return {
    ...nothing,
    ...planUpdate(mapping.system, read.stated, current),
    kind: 'update',
    place,
    warnings: read.warnings,
  };
}

function mergedAway({ id }: ExistingOrganization): Problem {
  return {
    code: 'ORGANIZATION_MERGED',
    message: `${id} was merged into another record: the row is left aside`,
  };
}
