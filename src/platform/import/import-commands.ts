import type { CommandExecutor, CommandOutcome } from '../commands/command-executor.js';
import { readCommandLine, streamIdsIn, type CommandCheck, type CommandLine } from './command-line.js';
import { jsonLinesSource } from './json-records.js';
import { OrderedScheduler, schedulerLimits, type SchedulerLimits, type Task } from './ordered-scheduler.js';
import type { Progress } from './progress.js';
import type { ImportReport, RowPlace } from './report.js';
import { problemOf, sayAll, type Speaker } from './speak.js';
import { inspectTextFile } from './text-file.js';

/** Stream of a vocabulary's command, or null for all other commands. */
export type VocabularyStreamOf = (name: string, input: Readonly<Record<string, unknown>>) => string | null;

export interface CommandImport {
  readonly file: string;
  readonly executor: CommandExecutor;
  readonly speaker: Speaker;
  readonly report: ImportReport;
  readonly progress: Progress;
  readonly check: CommandCheck;
  readonly vocabularyStreamOf: VocabularyStreamOf;
  readonly dryRun?: boolean;
  readonly limits?: SchedulerLimits;
}

interface Said extends CommandLine {
  readonly place: RowPlace;
}

/**
 * Says each line of an NDJSON file as a command. Lines run side by side; one that targets a record waits for the
 * earlier lines that target or mention it, and one that mentions a record for the earlier lines that target it.
 * Lines about vocabularies and lines about records never overlap, since records use concepts by their codes.
 * @throws ImportFileError before anything is said, ImportInterrupted when the log stays out of reach
 */
export async function importCommands(job: CommandImport): Promise<void> {
  const source = jsonLinesSource(await inspectTextFile(job.file));
  let total = 0;
  for await (const _record of source.records()) total++;
  job.progress.start(total, 'commands');
  try {
    const scheduler = new OrderedScheduler<Said>((lines) => say(job, lines), job.limits ?? schedulerLimits);
    await scheduler.runAll(tasks(job, source.records()));
  } finally {
    job.progress.stop();
  }
}

async function* tasks(
  job: CommandImport,
  records: ReturnType<ReturnType<typeof jsonLinesSource>['records']>,
): AsyncGenerator<Task<Said>> {
  for await (const { file, line, value, problem } of records) {
    const read = problem ? [problem] : readCommandLine(value);
    if (Array.isArray(read)) {
      await job.report.refused({ file, line, key: null }, read);
      job.progress.advance(1);
      continue;
    }
    const place = { file, line, key: read.key };
    if (job.dryRun) {
      const problems = job.check(read.name, read.input);
      if (problems.length > 0) await job.report.refused(place, problems);
      else job.report.count('done');
      job.progress.advance(1);
      continue;
    }
    yield taskOf(job, { ...read, place });
  }
}

function taskOf(job: CommandImport, said: Said): Task<Said> {
  const vocabulary = job.vocabularyStreamOf(said.name, said.input);
  const mentioned = streamIdsIn(said.input);
  const id = said.input['id'];
  const target = vocabulary ?? (typeof id === 'string' && mentioned.has(id) ? id : null);
  if (target !== null) mentioned.delete(target);
  // Without a target, the key stands for it: the same line twice is said once, and then again.
  return {
    payload: said,
    target: target ?? `key:${said.key}`,
    groups: target !== null,
    mentions: [...mentioned],
    lane: vocabulary === null ? 'records' : 'vocabularies',
    size: JSON.stringify(said.input).length,
  };
}

async function say(job: CommandImport, lines: readonly Said[]): Promise<void> {
  const answers = await sayAll(job.executor, job.speaker, lines);
  for (const [index, answer] of answers.entries()) await note(job, lines[index]!, answer);
  job.progress.advance(lines.length);
}

async function note(job: CommandImport, { place }: Said, answer: CommandOutcome | Error): Promise<void> {
  if (answer instanceof Error) await job.report.refused(place, [problemOf(answer)]);
  else job.report.count(answer.status);
}
