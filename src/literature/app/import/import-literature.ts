import { omit } from '../../../kernel/values.js';
import type { CommandExecutor } from '../../../platform/commands/command-executor.js';
import { DuplicateRows } from '../../../platform/import/duplicate-rows.js';
import type { Progress } from '../../../platform/import/progress.js';
import type { Problem, SourceRecord } from '../../../platform/import/records.js';
import type { ImportReport, RowPlace } from '../../../platform/import/report.js';
import { runRows, type ChunkPlan, type RowPlan } from '../../../platform/import/run-rows.js';
import type { Speaker } from '../../../platform/import/speak.js';
import type { CslItem } from '../../domain/csl.js';
import { likenessOf } from '../../domain/likeness.js';
import type { Reliability } from '../../domain/reliability.js';
import { doiOf } from '../../domain/literature-source.state.js';
import { unmarked } from '../../formats/export-marks.js';
import type { ReadEntry } from '../../formats/read-entry.js';
import type { ExistingSource, ExistingSources, LikelySource } from './existing-sources.js';
import { isAnotherWork, newSourceId, planCorrection, planImport, type StatedSource } from './plan-source.js';
import { openLibrary, type Library } from './read-libraries.js';

export interface LiteratureImport {
  readonly files: readonly string[];
  /** Name of the library that all files are editions or parts of; without it, each file is one of its own. */
  readonly library?: string;
  /** Of new sources. */
  readonly reliability?: Reliability;
  readonly fictional?: boolean;
  readonly existing: ExistingSources;
  readonly executor: CommandExecutor;
  readonly speaker: Speaker;
  readonly report: ImportReport;
  readonly progress: Progress;
  readonly dryRun?: boolean;
}

/** What is kept from chunk to chunk. */
interface Run {
  readonly job: LiteratureImport;
  readonly systems: ReadonlyMap<string, string>;
  /** Keys that came already, by system. */
  readonly seen: ReadonlyMap<string, DuplicateRows>;
  readonly dois: Map<string, RowPlace>;
  readonly likenesses: Map<string, { readonly place: RowPlace; readonly doi: string | null }>;
}

/** What is on record of the entries of one chunk. */
interface OnRecord {
  readonly byReference: ReadonlyMap<string, ReadonlyMap<string, ExistingSource>>;
  readonly byDoi: ReadonlyMap<string, ExistingSource>;
  readonly byId: ReadonlyMap<string, ExistingSource>;
  readonly alike: ReadonlyMap<CslItem, readonly LikelySource[]>;
}

/**
 * Imports bibliographies: imports what is new, corrects what its library says otherwise now, reports what has vanished from
 * it. An entry is found again by its key in its library, else by its DOI; what only looks alike is imported and reported.
 * @throws ImportFileError before anything is written, ImportInterrupted when the log stays out of reach
 */
export async function importLiterature(job: LiteratureImport): Promise<void> {
  const libraries: Library[] = [];
  for (const file of job.files) libraries.push(await openLibrary(file, job.library));
  for (const { file, doubt } of libraries) {
    if (doubt !== null) await job.report.warning({ file }, { code: 'ENCODING_GUESSED', message: doubt });
  }
  const systems = [...new Set(libraries.map(({ system }) => system))];
  const run: Run = {
    job,
    systems: new Map(libraries.map(({ file, system }) => [file, system])),
    seen: new Map(systems.map((system) => [system, new DuplicateRows()])),
    dois: new Map(),
    likenesses: new Map(),
  };
  const sources = libraries.map(({ source }) => source);
  const total = libraries.reduce((sum, library) => sum + library.total, 0);
  await runRows({ ...job, sources, total, label: 'sources', plan: (records) => planRows(run, records) });
  for (const system of systems) {
    for await (const { id, externalId } of job.existing.allOfSystem(system)) {
      if (!run.seen.get(system)!.has(externalId)) await job.report.vanished(externalId, id);
    }
  }
}

async function planRows(run: Run, records: readonly SourceRecord[]): Promise<ChunkPlan> {
  const rows = records.map(({ file, line, value }) => {
    const entry = value as ReadEntry;
    const system = run.systems.get(file)!;
    const stated = entry.item && { system, key: entry.key, ...unmarked(entry.item) };
    return { place: { file, line, key: entry.key }, entry, system, stated };
  });
  const onRecord = await lookUp(
    run.job.existing,
    rows.flatMap(({ stated }) => stated ?? []),
  );
  return {
    before: [],
    rows: rows.map(({ place, entry, system, stated }) => {
      if (stated) return planRow(run, onRecord, place, entry, stated);
      if (entry.key !== null) run.seen.get(system)!.noteId(entry.key, place);
      return { ...nothing, kind: 'create', place, problems: [entry.problem!] };
    }),
  };
}

const nothing = { problems: [], warnings: [], commands: [], changes: [], id: null };

async function lookUp(existing: ExistingSources, stated: readonly StatedSource[]): Promise<OnRecord> {
  const byReference = new Map<string, ReadonlyMap<string, ExistingSource>>();
  for (const system of new Set(stated.map((each) => each.system))) {
    const keys = stated.flatMap((each) => (each.system === system && each.key !== null ? [each.key] : []));
    byReference.set(system, await existing.byExternalReference(system, [...new Set(keys)]));
  }
  const distinct = (values: readonly (string | null)[]) =>
    [...new Set(values)].filter((value) => value !== null);
  const [byDoi, byId] = await Promise.all([
    existing.byDoi(distinct(stated.map(({ csl }) => doiOf(csl)))),
    existing.byId(
      stated.flatMap((each) => [newSourceId(each), ...(each.carried.id === null ? [] : [each.carried.id])]),
    ),
  ]);
  const unknown = stated.filter((each) => !knownAs(each, { byReference, byId })).map(({ csl }) => csl);
  const alike = await existing.likely(unknown);
  return { byReference, byDoi, byId, alike: new Map(unknown.map((csl, at) => [csl, alike[at]!])) };
}

/** The source that an entry is found to be, but for its DOI. */
function knownAs(
  stated: StatedSource,
  { byReference, byId }: Pick<OnRecord, 'byReference' | 'byId'>,
): ExistingSource | undefined {
  const { system, key, csl, carried } = stated;
  const referred = key === null ? undefined : byReference.get(system)!.get(key);
  if (referred && !isAnotherWork(csl, referred)) return referred;
  return (carried.id === null ? undefined : byId.get(carried.id)) ?? byId.get(newSourceId(stated));
}

function planRow(
  run: Run,
  onRecord: OnRecord,
  place: RowPlace,
  entry: ReadEntry,
  stated: StatedSource,
): RowPlan {
  const { system, key, csl } = stated;
  const warnings = readingWarnings(entry);
  const skip = (...problems: Problem[]): RowPlan => ({
    ...nothing,
    kind: 'skip',
    place,
    warnings: [...warnings, ...problems],
  });
  const duplicate = run.seen
    .get(system)!
    .note(key ?? newSourceId(stated), place, key === null ? omit(csl, 'id') : csl);
  if (duplicate?.same) return skip(duplicate.problem);
  if (duplicate) return { ...nothing, kind: 'create', place, problems: [duplicate.problem] };

  const referred = key === null ? undefined : onRecord.byReference.get(system)!.get(key);
  const another = referred !== undefined && isAnotherWork(csl, referred);
  const known = knownAs(stated, onRecord);
  const doi = doiOf(csl);
  const twin = doi === null ? undefined : run.dois.get(doi);
  if (doi !== null && !twin) run.dois.set(doi, place);
  if (known?.status === 'merged') return skip(mergedAway(known));
  if (known) return { ...nothing, ...planCorrection(stated, known), kind: 'update', place, warnings };
  if (twin) return skip(sameDoi(doi!, `stands in ${at(twin, place)} already`));
  const holder = doi === null ? undefined : onRecord.byDoi.get(doi);
  if (holder) return skip(sameDoi(doi!, `is that of ${holder.id}, which is left as it is`));
  return {
    ...nothing,
    ...planImport(stated, settingsOf(run.job), !another),
    kind: 'create',
    place,
    warnings: [
      ...warnings,
      ...(another ? [keyOfAnother(key!, referred)] : []),
      ...likelyDuplicates(run, onRecord, place, stated),
    ],
  };
}

function settingsOf({ reliability, fictional }: LiteratureImport) {
  return { ...(reliability && { reliability }), ...(fictional && { fictional }) };
}

function readingWarnings({ warnings, privatePaths }: ReadEntry): Problem[] {
  return [
    ...warnings.map((message) => ({ code: 'READ_OTHERWISE', message })),
    ...(privatePaths > 0
      ? [{ code: 'PRIVATE_PATH', message: `${privatePaths} paths on somebody's machine were left out` }]
      : []),
  ];
}

/** New entries that look like what is there, or like what came before: they are imported all the same. */
function likelyDuplicates(
  run: Run,
  { alike }: OnRecord,
  place: RowPlace,
  { csl }: StatedSource,
): readonly Problem[] {
  const likeness = likenessOf(csl);
  const doi = doiOf(csl);
  const earlier = likeness === null ? undefined : run.likenesses.get(likeness);
  if (likeness !== null && !earlier) run.likenesses.set(likeness, { place, doi });
  const twin = earlier && (doi === null || earlier.doi === null) ? earlier : undefined;
  return [
    ...alike.get(csl)!,
    ...(twin ? [{ id: at(twin.place, place), reason: 'same title, same year, same author' }] : []),
  ].map(({ id, reason }) => ({
    code: 'LIKELY_DUPLICATE',
    message: `It may be the same work as ${id} (${reason}): merge the two, if they are one`,
  }));
}

function at({ file, line }: RowPlace, from: RowPlace): string {
  return `line ${line}${file === from.file ? '' : ` of ${file}`}`;
}

function sameDoi(doi: string, where: string): Problem {
  return {
    code: 'DUPLICATE_DOI',
    message: `The DOI ${doi} ${where}: the entry is passed over`,
    path: ['DOI'],
  };
}

function keyOfAnother(key: string, { id }: ExistingSource): Problem {
  return {
    code: 'KEY_OF_ANOTHER_WORK',
    message: `The key "${key}" is that of ${id}, another work, in a library of this name: the entry is imported without it (--library names libraries apart)`,
  };
}

function mergedAway({ id }: ExistingSource): Problem {
  return {
    code: 'SOURCE_MERGED',
    message: `${id} was merged into another source: the entry is left aside`,
  };
}
