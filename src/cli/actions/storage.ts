import type { Logger } from 'pino';
import { openStorage, type Storage } from '../../platform/runtime/open-storage.js';
import { interruptionSignal, unlessInterrupted } from '../interruption.js';
import { settings } from './settings.js';

/**
 * Runs `work` on the database alone: tokens need no read model.
 * @param patience milliseconds that the work has to end by itself when it is interrupted
 * @throws Interrupted
 */
export async function withStorage(
  work: (storage: Storage, logger: Logger) => Promise<void>,
  patience?: number,
): Promise<void> {
  const { config, logger } = settings();
  const storage = await openStorage(config, 'command', logger, interruptionSignal);
  try {
    await unlessInterrupted(work(storage, logger), patience);
  } finally {
    await storage.close();
  }
}
