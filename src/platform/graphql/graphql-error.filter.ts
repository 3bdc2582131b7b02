import { Catch, type ExceptionFilter } from '@nestjs/common';
import { GraphQLError } from 'graphql';

/** A refusal that a resolver has put into words is an answer, not a fault: it passes, and Nest does not log it. */
@Catch(GraphQLError)
export class GraphqlErrorFilter implements ExceptionFilter<GraphQLError> {
  catch(error: GraphQLError): never {
    throw error;
  }
}
