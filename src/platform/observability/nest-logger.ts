import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** Nest's own lines, in the program's log; what it says of its start is for debugging. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: unknown): void {
    this.logger.debug({ context }, String(message));
  }

  debug(message: unknown, context?: unknown): void {
    this.logger.debug({ context }, String(message));
  }

  verbose(message: unknown, context?: unknown): void {
    this.logger.trace({ context }, String(message));
  }

  warn(message: unknown, context?: unknown): void {
    this.logger.warn({ context }, String(message));
  }

  error(message: unknown, ...details: unknown[]): void {
    this.logger.error(...failure(message, details));
  }

  fatal(message: unknown, ...details: unknown[]): void {
    this.logger.fatal(...failure(message, details));
  }
}

/** Nest gives its words, or the error itself, whose stack belongs into the log. */
function failure(message: unknown, details: readonly unknown[]): [object, string] {
  return message instanceof Error
    ? [{ err: message, details }, message.message]
    : [{ details }, String(message)];
}
