import { randomUUID } from 'node:crypto';
import { access, constants } from 'node:fs/promises';
import { basename } from 'node:path';
import { operator } from '../../platform/access/viewer.js';
import { BusCommandExecutor } from '../../platform/commands/bus-command-executor.js';
import type { CommandExecutor } from '../../platform/commands/command-executor.js';
import { terminalProgress, type Progress } from '../../platform/import/progress.js';
import { unopened, visible } from '../../platform/import/import-error.js';
import { ImportReport, shorten } from '../../platform/import/report.js';
import type { Speaker } from '../../platform/import/speak.js';
import type { Base } from './base.js';
import { tellOfNewBase } from './known-base.js';
import { Interrupted, unlessInterrupted } from '../interruption.js';

export interface ImportOptions {
  readonly dryRun?: boolean;
  readonly report?: string;
}

/** What every import works with. */
export interface ImportJob {
  readonly executor: CommandExecutor;
  readonly speaker: Speaker;
  readonly report: ImportReport;
  readonly progress: Progress;
  readonly dryRun: boolean;
}

/**
 * Runs an import and tells how it went: counts, the first refusals, where the report is. Sets the exit code. One that is
 * interrupted has taken in what it had come to, and goes on with the rest when it is run again.
 * @throws ImportFileError before the base is opened, when a file cannot be read; Interrupted
 * @param open what the import needs of the base: its read model too, or the log alone
 */
export async function runImport(
  files: readonly string[],
  options: ImportOptions,
  open: (work: (base: Base) => Promise<void>) => Promise<void>,
  work: (job: ImportJob, base: Base) => Promise<void>,
): Promise<void> {
  // Whoever reads along may stop reading; the import goes on.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  for (const file of files) await assertReadable(file);
  await tellOfNewBase();
  const path = options.report ?? `${basename(files[0]!)}.report.ndjson`;
  await open(async (base) => {
    const report = await ImportReport.open(path);
    const job: ImportJob = {
      executor: base.app.get(BusCommandExecutor),
      speaker: { actor: operator.actor, role: operator.role, correlationId: randomUUID() },
      report,
      progress: terminalProgress(),
      dryRun: options.dryRun ?? false,
    };
    try {
      await unlessInterrupted(work(job, base));
    } catch (error) {
      job.progress.stop();
      throw error instanceof Interrupted ? new Interrupted(error.signal, soFar(report)) : error;
    } finally {
      await report.close();
    }
    tell(report, path, job.dryRun);
    process.exitCode = report.exitCode;
  });
}

async function assertReadable(file: string): Promise<void> {
  await access(file, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
    throw unopened(file, error);
  });
}

function tell(report: ImportReport, path: string, dryRun: boolean): void {
  const sum = sumOf(report);
  process.stdout.write(`${dryRun ? 'Dry run, nothing was written: ' : ''}${sum || 'nothing to do'}\n`);
  for (const { file, line, key, path: at, message } of report.firstRefused) {
    const what = [`${file}:${line}`, key, at?.join('.')].filter((part) => part).map((part) => shorten(part!));
    process.stdout.write(`  ${visible(`${what.join(' ')}: ${message}`)}\n`);
  }
  if (sum) process.stdout.write(`Report: ${path}\n`);
}

/** What happened to how many rows; empty when nothing did. */
function sumOf(report: ImportReport): string {
  const counts = Object.entries(report.counts).filter(([, count]) => count > 0);
  return counts.map(([outcome, count]) => `${count} ${outcome}`).join(', ');
}

function soFar(report: ImportReport): string {
  return `; reported so far: ${sumOf(report) || 'nothing'}. Run it again to go on`;
}
