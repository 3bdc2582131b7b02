import { Catch, type ArgumentsHost } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';

/**
 * Lets whatever a resolver throws pass, and Nest does not log it: a refusal is an answer, and a fault is logged by the
 * GraphQL route, once, with what the client sees of it. Errors of other pages are answered as Nest does.
 */
@Catch()
export class GraphqlErrorFilter extends BaseExceptionFilter {
  override catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType<'graphql' | 'http'>() === 'graphql') throw error;
    super.catch(error, host);
  }
}
