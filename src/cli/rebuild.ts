import { Command } from 'commander';

/** `casebook rebuild`: a new read model beside the one that serves, which a running service then moves on to. */
export function rebuildCommand(): Command {
  return new Command('rebuild')
    .description(
      'Builds the read model anew from the log; a service that runs goes on serving and then moves on to it',
    )
    .action(async () => (await import('./actions/rebuild.js')).rebuild());
}
