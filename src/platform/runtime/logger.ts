import { pino, type Logger } from 'pino';
import type { Config } from '../config/config.js';

/** Structured lines on standard error: standard output is for what a person started the program to read. */
export function createLogger(config: Pick<Config, 'logLevel'>): Logger {
  return pino(
    { level: config.logLevel, redact: ['req.headers.authorization', 'headers.authorization'] },
    pino.destination({ dest: 2, sync: false }),
  );
}
