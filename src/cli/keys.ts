import { Command } from 'commander';

const actions = () => import('./actions/keys.js');

/** `casebook keys new | rotate` */
export function keysCommand(): Command {
  const keys = new Command('keys').description('Makes and changes the master key of personal data');
  keys
    .command('new')
    .description('Prints a fresh key, for CASEBOOK_MASTER_KEY or the file of CASEBOOK_MASTER_KEY_FILE')
    .action(async () => (await actions()).printNewKey());
  keys
    .command('rotate')
    .description(
      'Wraps all keys of the base with another master key: CASEBOOK_NEW_MASTER_KEY, or a fresh one in the file',
    )
    .action(async () => (await actions()).rotateKeys());
  return keys;
}
