import {
  execute,
  GraphQLScalarType,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { answerExceeded } from '../limits/answer-size.js';
import type { Variables } from '../limits/list-size.js';
import { Refusal } from './refusal.js';

/** A document that is met only once is not worth compiling. */
const runsBeforeCompiling = 1;

const coercedVariable = new GraphQLScalarType({ name: 'CoercedVariable' });

/**
 * Executes one operation, interpreted at first and compiled from the second run on.
 *
 * The compiler writes out the check of each variable's type, without end where an input type contains itself
 * (`where: { and: [where] }`): it then blocks the process for seconds and gives up. The variables are checked
 * before they come here, so the compiled operation declares them as what they are: values to pass on.
 */
export class OperationExecution {
  private runs = 0;
  private compiled: CompiledQuery | undefined;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly document: DocumentNode,
    private readonly operation: OperationDefinitionNode,
  ) {}

  /**
   * @param given the variables as the client sent them
   * @param coerced the same, checked, with defaults
   * @throws Refusal LIMIT_EXCEEDED when a query's answer grows too large; a mutation, which is done, answers what it can
   */
  async run(context: object, given: Variables, coerced: Variables): Promise<ExecutionResult> {
    const result = await this.execute(context, given, coerced);
    const exceeded = answerExceeded(context);
    if (!exceeded) return result;
    if (this.operation.operation === OperationTypeNode.QUERY) {
      throw new Refusal([exceeded], { status: 400, wellFormed: true });
    }
    // Every list that came too late has failed for the same reason: said once.
    const others = result.errors?.filter(({ message }) => message !== exceeded.message);
    return { ...result, errors: [exceeded, ...(others ?? [])] };
  }

  private async execute(context: object, given: Variables, coerced: Variables): Promise<ExecutionResult> {
    if (this.runs++ === runsBeforeCompiling) this.compiled = this.compile();
    if (this.compiled) return this.compiled.query({}, context, coerced);
    return execute({
      schema: this.schema,
      document: this.document,
      rootValue: {},
      contextValue: context,
      variableValues: given,
      operationName: this.operation.name?.value,
    });
  }

  private compile(): CompiledQuery | undefined {
    const definitions = this.document.definitions
      .filter((node) => node === this.operation || node.kind !== Kind.OPERATION_DEFINITION)
      .map((node) => (node === this.operation ? withCoercedVariables(this.operation) : node));
    const document: DocumentNode = { ...this.document, definitions };
    // The schema knows the extra type while it compiles only: introspection must not show it.
    let compiling = true;
    const schema = Object.create(this.schema, {
      getType: {
        value: (name: string) =>
          compiling && name === coercedVariable.name ? coercedVariable : this.schema.getType(name),
      },
    }) as GraphQLSchema;
    const compiled = compileQuery(schema, document, this.operation.name?.value);
    compiling = false;
    return isCompiledQuery<CompiledQuery, ExecutionResult>(compiled) ? compiled : undefined;
  }
}

function withCoercedVariables(operation: OperationDefinitionNode): OperationDefinitionNode {
  return {
    ...operation,
    variableDefinitions: operation.variableDefinitions?.map((node) => ({
      ...node,
      type: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: coercedVariable.name } },
      defaultValue: undefined,
    })),
  };
}
