import { Command } from 'commander';

const actions = () => import('./actions/parked.js');

/** `casebook parked list | show | replay` */
export function parkedCommand(): Command {
  const parked = new Command('parked').description(
    'Looks after streams of which an event could not be projected: their records are left as they were',
  );
  parked
    .command('list')
    .description('Lists them: stream, event, ordinal, since when, events that wait behind it, error')
    .action(async () => (await actions()).listParked());
  parked
    .command('show')
    .description('Shows why one is parked: the error, and the event as it is stored')
    .argument('<id>', 'of the stream, as parked list shows it')
    .action(async (id: string) => (await actions()).showParked(id));
  parked
    .command('replay')
    .description('Tries again, once the program was mended')
    .argument('<id...>', 'of the streams, as parked list shows them; or all')
    .action(async (ids: string[]) => (await actions()).replayParked(ids));
  return parked;
}
