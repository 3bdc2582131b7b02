import { constants } from 'node:os';
import { Command } from 'commander';
import { backupCommand, restoreCommand } from './cli/backup.js';
import { doctorCommand } from './cli/doctor.js';
import { exportCommand } from './cli/export.js';
import { importCommand } from './cli/import.js';
import { Interrupted, interruptionSignal } from './cli/interruption.js';
import { keysCommand } from './cli/keys.js';
import { logCommand } from './cli/log.js';
import { parkedCommand } from './cli/parked.js';
import { participantCommand } from './cli/participant.js';
import { rebuildCommand } from './cli/rebuild.js';
import { tokenCommand } from './cli/token.js';

const program = new Command('casebook')
  .description(
    'Looks after a base of Casebook: the one that DATA_DIR, DATABASE_URL or nothing (the demo base) names.',
  )
  .addCommand(tokenCommand())
  .addCommand(keysCommand())
  .addCommand(participantCommand())
  .addCommand(importCommand())
  .addCommand(exportCommand())
  .addCommand(logCommand())
  .addCommand(rebuildCommand())
  .addCommand(parkedCommand())
  .addCommand(doctorCommand())
  .addCommand(backupCommand())
  .addCommand(restoreCommand());
complainInOneLine(program);

try {
  await program.parseAsync();
  process.exit();
} catch (error) {
  const end = interruptionOr(error);
  const { failureLine } = await import('./platform/observability/failure-line.js');
  process.stderr.write(`casebook: ${failureLine(end, process.env)}\n`);
  // As a shell counts a program that a signal ended.
  process.exit(end instanceof Interrupted ? 128 + constants.signals[end.signal] : 1);
}

/** What fails after the signal, fails because of it: Ctrl-C reaches the programs that prepare a database, too. */
function interruptionOr(error: unknown): unknown {
  return interruptionSignal.aborted && !(error instanceof Interrupted) ? interruptionSignal.reason : error;
}

/** Commander says `error: …` and its suggestion in a line of its own. */
function complainInOneLine(command: Command): void {
  command.configureOutput({
    outputError: (text, write) =>
      write(
        `casebook: ${text
          .replace(/^error: /, '')
          .trim()
          .replaceAll('\n', ' ')}\n`,
      ),
  });
  command.commands.forEach(complainInOneLine);
}
