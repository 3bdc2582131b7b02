import type { CommandExecutor, CommandOutcome } from '../commands/command-executor.js';
import type { Progress } from './progress.js';
import type { Problem, RecordSource, SourceRecord } from './records.js';
import type { Change, ImportReport, RowPlace } from './report.js';
import { problemOf, sayAll, type PlannedCommand, type Speaker } from './speak.js';

/** What an import has found out about a row: commands that make the record agree with it, or why there are none. */
export interface RowPlan {
  readonly place: RowPlace;
  /** Not empty: the row is refused, and no command of it is said. */
  readonly problems: readonly Problem[];
  /** What was left out of a row that is taken. */
  readonly warnings: readonly Problem[];
  readonly kind: 'create' | 'update' | 'skip';
  /** All of one stream, in order. When the first of a `create` is refused, the others are not said. */
  readonly commands: readonly PlannedCommand[];
  readonly changes: readonly Change[];
  readonly id: string | null;
  /** Keys of {@link ChunkPlan.before} without which the row cannot be taken. */
  readonly needs?: readonly string[];
}

export interface ChunkPlan {
  /** Commands that rows of this chunk stand on (owners to be registered), each about a stream of its own. */
  readonly before: readonly PlannedCommand[];
  readonly rows: readonly RowPlan[];
}

export interface RowsJob {
  readonly sources: readonly RecordSource[];
  readonly total: number;
  readonly label: string;
  readonly executor: CommandExecutor;
  readonly speaker: Speaker;
  readonly report: ImportReport;
  readonly progress: Progress;
  readonly dryRun?: boolean;
  plan(records: readonly SourceRecord[]): Promise<ChunkPlan>;
}

/** Rows that are looked up together and whose commands are in flight together. */
export const ROWS_AT_ONCE = 500;

/**
 * Plans and says rows, chunk by chunk. A row that is refused never stops the others.
 * @throws ImportInterrupted when the log stays out of reach
 */
export async function runRows(job: RowsJob): Promise<void> {
  job.progress.start(job.total, job.label);
  try {
    for await (const records of chunks(job.sources)) {
      const plan = await job.plan(records);
      const failed = await sayBefore(job, plan.before);
      const answers = await Promise.all(plan.rows.map((row) => sayRow(job, row, failed)));
      for (const [index, row] of plan.rows.entries()) await noteRow(job, row, answers[index]!);
      job.progress.advance(records.length);
    }
  } finally {
    job.progress.stop();
  }
}

async function* chunks(sources: readonly RecordSource[]): AsyncGenerator<SourceRecord[]> {
  let chunk: SourceRecord[] = [];
  for (const source of sources) {
    for await (const record of source.records()) {
      chunk.push(record);
      if (chunk.length === ROWS_AT_ONCE) {
        yield chunk;
        chunk = [];
      }
    }
  }
  if (chunk.length > 0) yield chunk;
}

async function sayBefore(
  job: RowsJob,
  commands: readonly PlannedCommand[],
): Promise<ReadonlyMap<string, Problem>> {
  const failed = new Map<string, Problem>();
  if (job.dryRun) return failed;
  await Promise.all(
    commands.map(async (command) => {
      const [answer] = await sayAll(job.executor, job.speaker, [command]);
      if (answer instanceof Error) failed.set(command.key, problemOf(answer));
    }),
  );
  return failed;
}

/** The answers to a row's commands, or the problems for which none of them was said. */
type RowAnswer = { readonly problems: readonly Problem[]; readonly outcomes: readonly CommandOutcome[] };

async function sayRow(job: RowsJob, row: RowPlan, failed: ReadonlyMap<string, Problem>): Promise<RowAnswer> {
  const unmet = (row.needs ?? []).flatMap((key) => failed.get(key) ?? []);
  const problems = [...row.problems, ...unmet];
  if (problems.length > 0 || job.dryRun || row.commands.length === 0) return { problems, outcomes: [] };
  const answers = await sayAnswers(job, row);
  return {
    problems: answers.flatMap((answer) => (answer instanceof Error ? [problemOf(answer)] : [])),
    outcomes: answers.flatMap((answer) => (answer instanceof Error ? [] : [answer])),
  };
}

/** Rows are said side by side, and noted in the order of the file. */
async function noteRow({ report, dryRun }: RowsJob, row: RowPlan, answer: RowAnswer): Promise<void> {
  const { problems, outcomes } = answer;
  if (problems.length > 0) return report.refused(row.place, problems);
  for (const warning of row.warnings) await report.warning(row.place, warning);
  if (row.kind === 'skip') return report.count('skipped');
  if (row.commands.length === 0) return report.count('unchanged');
  if (!dryRun && outcomes.every(({ status }) => status === 'unchanged')) return report.count('unchanged');
  if (!dryRun && outcomes.every(({ status }) => status !== 'done')) return report.count('repeated');
  if (row.kind === 'create') return report.count('created');
  return report.updated(row.place, row.id!, row.changes);
}

async function sayAnswers(job: RowsJob, row: RowPlan): Promise<(CommandOutcome | Error)[]> {
  if (row.kind === 'update') return sayAll(job.executor, job.speaker, row.commands);
  const first = await sayAll(job.executor, job.speaker, row.commands.slice(0, 1));
  if (first[0] instanceof Error || row.commands.length === 1) return first;
  return [...first, ...(await sayAll(job.executor, job.speaker, row.commands.slice(1)))];
}
