import { derivedId } from '../../../kernel/ids.js';
import type { CommandExecutor } from '../../../platform/commands/command-executor.js';
import { DuplicateRows } from '../../../platform/import/duplicate-rows.js';
import { openSources } from '../../../platform/import/open-sources.js';
import type { Progress } from '../../../platform/import/progress.js';
import type { ReadRecord } from '../../../platform/import/read-record.js';
import type { Problem, SourceRecord } from '../../../platform/import/records.js';
import type { ImportReport, RowPlace } from '../../../platform/import/report.js';
import { runRows, type ChunkPlan, type RowPlan } from '../../../platform/import/run-rows.js';
import { keyOf, type PlannedCommand, type Speaker } from '../../../platform/import/speak.js';
import type { Reading } from '../../../platform/import/value-rules.js';
import type { ExistingInitiative, ExistingInitiatives } from './existing-initiatives.js';
import { initiativeColumns, type InitiativeMapping } from './initiative-mapping.js';
import { planRecording, planUpdate, type Edition } from './plan-initiative.js';
import { readInitiative, type StatedInitiative } from './read-initiative.js';
import type { StatedOwner } from './read-owners.js';

export interface InitiativeImport {
  /** Files of one format, or folders of JSON files. */
  readonly files: readonly string[];
  readonly mapping: InitiativeMapping;
  /** The edition's date, YYYY-MM-DD: since then, where a stage's date is not stated. */
  readonly asOf: string;
  readonly existing: ExistingInitiatives;
  readonly executor: CommandExecutor;
  readonly speaker: Speaker;
  readonly report: ImportReport;
  readonly progress: Progress;
  readonly dryRun?: boolean;
}

/** What is kept from chunk to chunk. */
interface Run {
  readonly job: InitiativeImport;
  readonly edition: Edition;
  readonly reading: Reading;
  readonly seen: DuplicateRows;
  /** Owners that this run registers: external id → the command that does. */
  readonly registered: Map<string, PlannedCommand>;
}

/**
 * Imports initiatives from JSON or CSV: records what is new, updates what differs, reports what has vanished.
 * @throws ImportFileError before anything is written, ImportInterrupted when the log stays out of reach
 */
export async function importInitiatives(job: InitiativeImport): Promise<void> {
  const { mapping } = job;
  const { sources, total, reading } = await openSources(job.files, mapping, initiativeColumns(mapping));
  const edition = { system: mapping.system, asOf: job.asOf, fictional: mapping.fictional };
  const run: Run = { job, edition, reading, seen: new DuplicateRows(), registered: new Map() };
  await runRows({ ...job, sources, total, label: 'initiatives', plan: (records) => planRows(run, records) });
  for await (const { id, externalId } of job.existing.allOfSystem(mapping.system)) {
    if (!run.seen.has(externalId)) await job.report.vanished(externalId, id);
  }
}

async function planRows(run: Run, records: readonly SourceRecord[]): Promise<ChunkPlan> {
  const { mapping, existing } = run.job;
  const rows = records.map((record) => ({ record, read: readInitiative(record, mapping, run.reading) }));
  const stated = rows.flatMap(({ read }) => (read.status === 'read' ? [read.stated] : []));
  const current = await existing.byExternalReference(mapping.system, [
    ...new Set(stated.map((row) => row.externalId)),
  ]);
  const named = [...new Set(stated.flatMap((row) => row.owners.map((owner) => owner.externalId)))];
  const known = new Map<string, string>();
  for (let from = 0; from < named.length; from += 1_000) {
    const part = await existing.ownersByExternalReference(
      ownerSystem(mapping),
      named.slice(from, from + 1_000),
    );
    for (const [externalId, id] of part) known.set(externalId, id);
  }
  const before: PlannedCommand[] = [];
  return { before, rows: rows.map(({ record, read }) => planRow(run, current, known, before, record, read)) };
}

function planRow(
  run: Run,
  current: ReadonlyMap<string, ExistingInitiative>,
  known: ReadonlyMap<string, string>,
  before: PlannedCommand[],
  { file, line }: SourceRecord,
  read: ReadRecord<StatedInitiative>,
): RowPlan {
  const nothing = { problems: [], warnings: [], commands: [], changes: [], id: null };
  if (read.status !== 'read') {
    const place = { file, line, key: read.externalId ?? (read.status === 'refused' ? read.label : null) };
    if (read.externalId !== null) run.seen.noteId(read.externalId, place);
    return read.status === 'skipped'
      ? { ...nothing, kind: 'skip', place }
      : { ...nothing, kind: 'create', place, problems: read.problems };
  }
  const place: RowPlace = { file, line, key: read.stated.externalId };
  const duplicate = run.seen.note(read.stated.externalId, place, read.stated);
  if (duplicate) {
    return duplicate.same
      ? { ...nothing, kind: 'skip', place, warnings: [duplicate.problem] }
      : { ...nothing, kind: 'create', place, problems: [duplicate.problem] };
  }
  const owners = resolveOwners(run, read.stated, known, before);
  if (owners.problems.length > 0) return { ...nothing, kind: 'create', place, problems: owners.problems };
  const existing = current.get(read.stated.externalId);
  const plan = existing
    ? planUpdate(run.edition, read.stated, owners.ids, existing)
    : planRecording(run.edition, read.stated, owners.ids);
  const warnings = [...read.warnings, ...plan.warnings];
  return { ...plan, kind: existing ? 'update' : 'create', place, warnings, needs: owners.needs };
}

/** Ids of a row's owners; those that are not there yet are registered before, where the mapping allows it. */
function resolveOwners(
  run: Run,
  stated: StatedInitiative,
  known: ReadonlyMap<string, string>,
  before: PlannedCommand[],
) {
  const ids: string[] = [];
  const needs: string[] = [];
  const problems: Problem[] = [];
  for (const owner of stated.owners) {
    const standing = known.get(owner.externalId);
    if (standing !== undefined) {
      ids.push(standing);
      continue;
    }
    const command = run.registered.get(owner.externalId) ?? registration(run.job.mapping, owner);
    if (!command) {
      const message = `There is no organization "${owner.externalId}" of "${ownerSystem(run.job.mapping)}" (the mapping may say "createOwners")`;
      problems.push({ code: 'REFERENCE_NOT_FOUND', message, path: ['owners'] });
      continue;
    }
    if (!run.registered.has(owner.externalId) || !before.includes(command)) before.push(command);
    run.registered.set(owner.externalId, command);
    ids.push((command.input as { id: string }).id);
    needs.push(command.key);
  }
  return { ids: [...new Set(ids)], needs, problems };
}

function registration(mapping: InitiativeMapping, owner: StatedOwner): PlannedCommand | null {
  if (!mapping.owners.createOwners || owner.name === undefined || owner.legalForm === undefined) return null;
  const system = ownerSystem(mapping);
  const input = {
    id: derivedId('organization', 'external', system, owner.externalId),
    name: [{ language: mapping.language, text: owner.name }],
    legalForm: owner.legalForm,
    ...(owner.website === undefined ? {} : { website: owner.website }),
    externalReferences: [{ system, id: owner.externalId }],
    ...(mapping.fictional === undefined ? {} : { fictional: mapping.fictional }),
  };
  return {
    name: 'RegisterOrganization',
    input,
    key: keyOf(system, owner.externalId, 'RegisterOrganization', input),
  };
}

function ownerSystem({ owners, system }: InitiativeMapping): string {
  return owners.system ?? system;
}
