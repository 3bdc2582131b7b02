import { Command } from 'commander';

/** `casebook doctor`: looks at everything a base stands on, and changes nothing. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'Looks at the configuration, the machine, the database, the log and the read model; changes nothing',
    )
    .option('--json', 'the findings as JSON')
    .action(async (options: { json?: true }) => (await import('./actions/doctor.js')).doctor(options));
}
