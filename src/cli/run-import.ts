import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { BusCommandExecutor } from '../platform/commands/bus-command-executor.js';
import type { CommandExecutor } from '../platform/commands/command-executor.js';
import { terminalProgress, type Progress } from '../platform/import/progress.js';
import { visible } from '../platform/import/import-error.js';
import { ImportReport, shorten } from '../platform/import/report.js';
import type { Speaker } from '../platform/import/speak.js';
import type { Base } from './base.js';

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

/** The actor of what an operator says on the command line. */
const OPERATOR = { actor: 'operator', role: 'admin' } as const;

/**
 * Runs an import and tells how it went: counts, the first refusals, where the report is. Sets the exit code.
 * @param open what the import needs of the base: its read model too, or the log alone
 */
export async function runImport(
  file: string,
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
  const path = options.report ?? `${basename(file)}.report.ndjson`;
  await open(async (base) => {
    const report = await ImportReport.open(path);
    const job: ImportJob = {
      executor: base.app.get(BusCommandExecutor),
      speaker: { ...OPERATOR, correlationId: randomUUID() },
      report,
      progress: terminalProgress(),
      dryRun: options.dryRun ?? false,
    };
    try {
      await work(job, base);
    } finally {
      await report.close();
    }
    tell(report, path, job.dryRun);
    process.exitCode = report.exitCode;
  });
}

function tell(report: ImportReport, path: string, dryRun: boolean): void {
  const counts = Object.entries(report.counts).filter(([, count]) => count > 0);
  const sum = counts.map(([outcome, count]) => `${count} ${outcome}`).join(', ');
  process.stdout.write(`${dryRun ? 'Dry run, nothing was written: ' : ''}${sum || 'nothing to do'}\n`);
  for (const { file, line, key, path: at, message } of report.firstRefused) {
    const what = [`${file}:${line}`, key, at?.join('.')].filter((part) => part).map((part) => shorten(part!));
    process.stdout.write(`  ${visible(`${what.join(' ')}: ${message}`)}\n`);
  }
  if (counts.length > 0) process.stdout.write(`Report: ${path}\n`);
}
