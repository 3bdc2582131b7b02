import { Command } from 'commander';

const actions = () => import('./actions/backup.js');

/** `casebook backup DIR`, `casebook backup verify DIR` */
export function backupCommand(): Command {
  const backup = new Command('backup')
    .argument('<dir>', 'a folder that is not there yet, or empty')
    .description(
      'Writes all that cannot be rebuilt to a folder, while a service runs or not: everything acknowledged before it began',
    )
    .action(async (dir: string) => (await actions()).backup(dir));
  backup
    .command('verify')
    .argument('<dir>', 'of a backup')
    .description('Reads a backup and checks hashes, order, revisions and payloads; needs no base')
    .action(async (dir: string) => (await actions()).verify(dir));
  return backup;
}

export interface RestoreFlags {
  readonly complete?: true;
  readonly withoutKeys?: true;
  readonly dryRun?: true;
}

/** `casebook restore DIR` */
export function restoreCommand(): Command {
  return new Command('restore')
    .argument('<dir>', 'of a backup')
    .description('Puts a backup into an empty base of your own; the next start builds the read model')
    .option('--complete', 'nothing was recorded after the backup: positions keep their lineage')
    .option('--without-keys', 'the wrapped keys were thrown away: what they sealed is lost')
    .option('--dry-run', 'only checks the backup')
    .action(async (dir: string, flags: RestoreFlags) => (await actions()).restore(dir, flags));
}
