import { SingleBar, Presets } from 'cli-progress';
import type { BuildProgress } from '../../platform/projections/build-generation.js';
import { rebuildReadModel } from '../../platform/projections/start-read-model.js';
import { interruptionSignal } from '../interruption.js';
import { withReadModels } from './read-models.js';

/** How long a build that is interrupted has to clear away what it began, in milliseconds. */
const clearingWithin = 5_000;

export async function rebuild(): Promise<void> {
  await withReadModels(async (context) => {
    const bar = process.stderr.isTTY
      ? new SingleBar(
          { stream: process.stderr, format: 'events {bar} {percentage}% | {value} of {total}' },
          Presets.shades_classic,
        )
      : null;
    try {
      bar?.start(0, 0);
      const onProgress = ({ done, total }: BuildProgress): void => {
        bar?.setTotal(total ?? done);
        bar?.update(done);
      };
      const schema = await rebuildReadModel({ ...context, onProgress }, interruptionSignal);
      bar?.stop();
      process.stdout.write(`The read model is rebuilt: ${schema}\n`);
    } finally {
      bar?.stop();
    }
  }, clearingWithin);
}
