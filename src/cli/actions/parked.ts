import { OperatorError } from '../../platform/observability/operator-error.js';
import type { BuildContext } from '../../platform/projections/build-generation.js';
import type { Generation } from '../../platform/projections/generation.js';
import { withNewestGeneration } from '../../platform/projections/newest-generation.js';
import { allParked, parkedCount, parkedStreams } from '../../platform/projections/parked-streams.js';
import { replayStreams } from '../../platform/projections/replay.js';
import { interruptionSignal } from '../interruption.js';
import { shownEvent, waitingBehind } from './parked-event.js';
import { assertBase } from './known-base.js';
import { withReadModels } from './read-models.js';

/** Exit code of a replay after which something is parked still, as of an import of which rows were refused. */
const stillParked = 2;
/** How long a replay that is interrupted has to end with the stream in hand, in milliseconds. */
const endingWithin = 5_000;

export const listParked = (): Promise<void> => onReadModel(list);

export const showParked = (id: string): Promise<void> =>
  onReadModel((context, generation) => show(id, context, generation));

/** @param ids of streams, or `all` alone */
export const replayParked = (ids: readonly string[]): Promise<void> =>
  onReadModel((context, generation) => replay(ids, context, generation), endingWithin);

async function onReadModel(
  work: (context: BuildContext, generation: Generation) => Promise<void>,
  patience?: number,
): Promise<void> {
  await assertBase();
  await withReadModels(async (context) => {
    const done = await withNewestGeneration(context, async (generation) => {
      await work(context, generation);
      return true;
    });
    if (!done) {
      throw new OperatorError(
        'this version of the program has no read model here yet: its first start builds one, and tries all events anew',
      );
    }
  }, patience);
}

async function list(context: BuildContext, generation: Generation): Promise<void> {
  const found = await parkedStreams(generation);
  if (found.length === 0) process.stderr.write('No stream is parked\n');
  for (const one of found) {
    const waiting = await waitingBehind(one, context.log);
    const columns = [one.streamId, one.eventType, one.ordinal, one.parkedAt, waiting, one.error];
    process.stdout.write(`${columns.join('\t')}\n`);
  }
  const more = (await parkedCount(generation)) - found.length;
  if (more > 0) process.stderr.write(`${more} more are parked\n`);
}

async function show(id: string, context: BuildContext, generation: Generation): Promise<void> {
  const [one] = await parkedStreams(generation, [id]);
  if (!one) throw notParked(id);
  for (const [name, text] of await shownEvent(one, context.log))
    process.stdout.write(`${name.padEnd(10)} ${text.replaceAll('\n', `\n${' '.repeat(11)}`)}\n`);
}

async function replay(
  ids: readonly string[],
  { log, databaseUrl, decode = (event) => event }: BuildContext,
  generation: Generation,
): Promise<void> {
  const all = ids.length === 1 && ids[0] === 'all';
  if (!all) {
    const known = new Set((await parkedStreams(generation, ids)).map(({ streamId }) => streamId));
    for (const id of ids) if (!known.has(id)) throw notParked(id);
  }
  const options = { log, databaseUrl, generation, decode };
  let [replayed, failed] = [0, 0];
  for await (const one of replayStreams(options, all ? allParked(generation) : ids)) {
    replayed += 1;
    if (one.error !== null) failed += 1;
    const outcome = one.error === null ? 'parked no more' : `parked still: ${one.error}`;
    process.stdout.write(`${one.streamId}\t${one.folded} events\t${outcome}\n`);
    interruptionSignal.throwIfAborted();
  }
  if (replayed === 0) process.stderr.write('No stream is parked\n');
  if (failed > 0) process.exitCode = stillParked;
}

function notParked(id: string): OperatorError {
  return new OperatorError(`${id} is not parked: \`casebook parked list\` shows what is`);
}
