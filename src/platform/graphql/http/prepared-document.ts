import { LRUCache } from 'lru-cache';
import {
  GraphQLError,
  isNonNullType,
  Kind,
  parse,
  specifiedRules,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { boundAnswers } from '../limits/answer-size.js';
import { limitsRule } from '../limits/limits-rule.js';
import type { GraphqlLimits } from '../limits/limits.js';
import { scanDocument } from '../limits/scan-document.js';
import { isKeepable } from './keepable.js';
import { OperationExecution } from './operation-execution.js';
import { invalidRequest } from './refusal.js';

/** One operation of a valid document, and what is learnt of it once for all its requests. */
export interface PreparedOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  /** Variables that stand where null may not, thanks to a default value. */
  readonly neverNull: ReadonlySet<string>;
  readonly execution: OperationExecution;
  /** Whether its answers may be kept: see keepable.ts. */
  readonly keepable: boolean;
  /** Known once counted, unless variables have a say in it. */
  fixedCost?: number;
}

interface PreparedDocument {
  /** Characters of its source, comments included: they are kept, too. */
  readonly characters: number;
  readonly operations: ReadonlyMap<string | undefined, PreparedOperation>;
  readonly tokens: number;
}

/**
 * Tokens of all documents kept. One token takes up to half a kilobyte as syntax tree and as much compiled, so
 * this is some 60 MB at worst; a few hundred documents of usual size fit.
 */
const maxTokensKept = 60_000;

/** Parses and validates documents, and keeps the valid ones, the least recently used go first. */
export class PreparedDocuments {
  private readonly cache = new LRUCache<string, PreparedDocument>({
    maxSize: maxTokensKept,
    sizeCalculation: ({ tokens, characters }) => Math.max(tokens, Math.ceil(characters / 25), 1),
  });

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly limits: GraphqlLimits,
  ) {
    boundAnswers(schema, limits.answer);
  }

  /** @throws Refusal when the document is invalid, exceeds a limit or has no such operation */
  operation(source: string, name: string | undefined): PreparedOperation {
    let prepared = this.cache.get(source);
    if (!prepared) {
      prepared = this.prepare(source);
      this.cache.set(source, prepared);
    }
    return select(prepared, name);
  }

  /** What was written into a document stays in it: after an erasure nothing may be kept. */
  clear(): void {
    this.cache.clear();
  }

  private prepare(source: string): PreparedDocument {
    const { document, tokens } = this.parse(source);
    // In this order: some of the specification's rules are only affordable within the limits.
    for (const rules of [[limitsRule(this.limits)], specifiedRules]) {
      const errors = validate(this.schema, document, rules);
      if (errors.length > 0) throw invalidRequest(errors, 'GRAPHQL_VALIDATION_FAILED');
    }
    const operations = document.definitions.flatMap((node) =>
      node.kind === Kind.OPERATION_DEFINITION
        ? [[node.name?.value, this.prepareOperation(document, node)] as const]
        : [],
    );
    return { operations: new Map(operations), tokens, characters: source.length };
  }

  private parse(source: string): { document: DocumentNode; tokens: number } {
    try {
      return { tokens: scanDocument(source, this.limits), document: parse(source) };
    } catch (error) {
      if (error instanceof GraphQLError) throw invalidRequest([error], 'GRAPHQL_PARSE_FAILED');
      throw error;
    }
  }

  private prepareOperation(document: DocumentNode, definition: OperationDefinitionNode): PreparedOperation {
    return {
      schema: this.schema,
      document,
      definition,
      neverNull: variablesNeverNull(this.schema, document),
      execution: new OperationExecution(this.schema, document, definition),
      keepable: isKeepable(this.schema, document, definition),
    };
  }
}

function select({ operations }: PreparedDocument, name: string | undefined): PreparedOperation {
  if (name === undefined && operations.size === 1) return [...operations.values()][0]!;
  const operation = name === undefined ? undefined : operations.get(name);
  if (operation) return operation;
  const known = [...operations.keys()].filter((each) => each !== undefined);
  const message =
    operations.size === 0
      ? 'The document has no operation'
      : name === undefined
        ? `{operationName} must say which operation is meant: ${known.join(', ')}`
        : `The document has no operation named ${JSON.stringify(name.slice(0, 100))}`;
  throw invalidRequest([new GraphQLError(message)], 'OPERATION_NOT_FOUND');
}

/**
 * A nullable variable with a default may stand where a value is required; an explicit null then fails the field.
 * Names are taken for the whole document: names shared by operations are rare, and such a null is a mistake.
 */
function variablesNeverNull(schema: GraphQLSchema, document: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>();
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      VariableDefinition: () => false,
      Variable(node) {
        if (isNonNullType(types.getInputType())) names.add(node.name.value);
      },
    }),
  );
  return names;
}
