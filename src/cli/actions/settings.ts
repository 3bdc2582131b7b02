import type { Logger } from 'pino';
import { loadConfig, type Config } from '../../platform/config/config.js';
import { createLogger } from '../../platform/runtime/logger.js';

/** Commands say in words what happened; the log speaks up only when something is wrong. */
export function settings(): { config: Config; logger: Logger } {
  const config = loadConfig({ ...process.env, LOG_LEVEL: process.env['LOG_LEVEL']?.trim() || 'warn' });
  return { config, logger: createLogger(config) };
}
