import type { CommandExecutor, CommandOutcome } from '../commands/command-executor.js';
import { readCommandLine, streamIdsIn, type CommandCheck, type CommandLine } from './command-line.js';
import { jsonLinesSource } from './json-records.js';
import { OrderedScheduler, schedulerLimits, type SchedulerLimits, type Task } from './ordered-scheduler.js';
import type { Progress } from './progress.js';
import type { RecordSource, SourceRecord } from './records.js';
import type { ImportReport, RowPlace } from './report.js';
import { problemOf, sayAll, type Speaker } from './speak.js';
import { inspectTextFile } from './text-file.js';

/** Stream of a vocabulary's command, or null for all other commands. */
export type VocabularyStreamOf = (name: string, input: Readonly<Record<string, unknown>>) => string | null;

export interface CommandImport {
  /** Said one after the other, as if they were one. */
  readonly files: readonly string[];
  readonly executor: CommandExecutor;
  readonly speaker: Speaker;
  readonly report: ImportReport;
  readonly progress: Progress;
  readonly check: CommandCheck;
  /** Why the speaker may not say a command. It is asked before anything of the line is said, in a dry run too. */
  readonly forbidden?: CommandCheck;
  readonly vocabularyStreamOf: VocabularyStreamOf;
  readonly dryRun?: boolean;
  readonly limits?: SchedulerLimits;
}

interface Said extends CommandLine {
  readonly place: RowPlace;
}

/**
 * Says each line of NDJSON files as a command. Lines run side by side; one that targets a record waits for the
 * earlier lines that target or mention it, and one that mentions a record for the earlier lines that target it.
 * Lines about vocabularies and lines about records never overlap, since records use concepts by their codes.
 * @throws ImportFileError before anything is said, ImportInterrupted when the log stays out of reach
 */
export async function importCommands(job: CommandImport): Promise<void> {
  const sources: RecordSource[] = [];
  let total = 0;
  for (const file of job.files) {
    const source = jsonLinesSource(await inspectTextFile(file));
    for await (const _record of source.records()) total++;
    sources.push(source);
  }
  job.progress.start(total, 'commands');
  try {
    const scheduler = new OrderedScheduler<Said>((lines) => say(job, lines), job.limits ?? schedulerLimits);
    await scheduler.runAll(tasks(job, sources));
  } finally {
    job.progress.stop();
  }
}

async function* tasks(job: CommandImport, sources: readonly RecordSource[]): AsyncGenerator<Task<Said>> {
  for (const source of sources) {
    for await (const record of source.records()) {
      const said = await read(job, record);
      if (said) yield taskOf(job, said);
    }
  }
}

/** Null where there is nothing to say: the line was refused, or this is a dry run. */
async function read(job: CommandImport, { file, line, value, problem }: SourceRecord): Promise<Said | null> {
  const command = problem ? [problem] : readCommandLine(value);
  if (Array.isArray(command)) {
    await job.report.refused({ file, line, key: null }, command);
  } else {
    const place = { file, line, key: command.key };
    const forbidden = job.forbidden?.(command.name, command.input) ?? [];
    if (!job.dryRun && forbidden.length === 0) return { ...command, place };
    const problems = job.dryRun ? [...job.check(command.name, command.input), ...forbidden] : forbidden;
    if (problems.length > 0) await job.report.refused(place, problems);
    else job.report.count('done');
  }
  job.progress.advance(1);
  return null;
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
