import { Command } from 'commander';

/** `casebook participant export` */
export function participantCommand(): Command {
  const command = new Command('participant').description('Speaks for those who were interviewed');
  command
    .command('export')
    .argument('<id>', 'participant-…')
    .argument('[file]', 'where to, a file that is not there yet; default standard output')
    .description(
      'Writes out as JSON what is held of a participant: who it is, consents, their own words. For them alone',
    )
    .action(async (id: string, file: string | undefined) =>
      (await import('./actions/participant.js')).exportParticipant(id, file),
    );
  return command;
}
