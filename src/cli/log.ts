import { Command } from 'commander';
import { logPlaces } from './log-places.js';

const actions = () => import('./actions/log.js');

/** `casebook log copy | verify | fork` */
export function logCommand(): Command {
  const log = new Command('log').description('Copies and checks the event log');
  log
    .command('copy')
    .description(
      'Copies a log to another engine, with ids, revisions, times and ordinals; goes on where it was',
    )
    .requiredOption('--from <url>', logPlaces)
    .requiredOption('--to <url>', 'postgres://… or esdb://…; nobody else may write there meanwhile')
    .action(async (options: { from: string; to: string }) => (await actions()).copy(options));
  log
    .command('verify')
    .description('Reads a log and checks order, revisions and payloads; prints what it comes to')
    .option('--log <url>', logPlaces, 'base')
    .action(async (options: { log: string }) => (await actions()).verify(options));
  log
    .command('fork')
    .description(
      'To be said once after the log was put back by other means than restore: what was cited beyond its end is not answered with something else',
    )
    .action(async () => (await actions()).fork());
  return log;
}
