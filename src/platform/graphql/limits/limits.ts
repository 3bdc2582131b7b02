/** The bounds that a GraphQL document must keep before anything of it is executed, and one for its answer. */
export interface GraphqlLimits {
  /** Characters of the document's source. */
  readonly documentLength: number;
  /** Lexical tokens of the document, comments apart. */
  readonly tokens: number;
  /** Brackets, braces and parentheses open at one time: keeps the recursive parser within its stack. */
  readonly nesting: number;
  /** Levels of fields below an operation; introspection has a bound of its own. */
  readonly depth: number;
  /** Levels of fields within `__schema` and `__type`; the usual introspection query has 15. */
  readonly introspectionDepth: number;
  /** Aliases of an operation, those of its fragments counted once for each spread. */
  readonly aliases: number;
  /** Aliases within `__schema` and `__type`: they would multiply the one answer that is large by nature. */
  readonly introspectionAliases: number;
  /** Fields at the top of an operation. */
  readonly rootFields: number;
  readonly directives: number;
  /** Fields of an operation with its fragments written out, whatever the size of the lists. */
  readonly fields: number;
  /** Fields that an answer can have, see {@link operationCost}. */
  readonly cost: number;
  /** Items assumed of a paged list without `first` or `last`. */
  readonly pageSize: number;
  /** Items assumed of a list of objects that has no pages and declares no bound, see {@link maxItems}. */
  readonly unpagedListSize: number;
  /** Fields of an answer as it is made, counted with the true length of each list, see `boundAnswers`. */
  readonly answer: number;
}

/**
 * Depth 12 is a mutation's payload, three connections within each other and a localized text.
 * Cost 50,000 lets a page of 100 records carry three inner lists of 20 with some eight fields an item,
 * or one inner page of 100 with four, and refuses three nested pages of 100 whatever they hold.
 * The cost assumes usual lists; an answer of 200,000 fields, four times the cost, takes some tenths of a second and
 * some 10 MB, and a page of 100 full records with lists of ten stays below it.
 */
export const graphqlLimits: GraphqlLimits = {
  documentLength: 50_000,
  tokens: 2_000,
  nesting: 50,
  depth: 12,
  introspectionDepth: 16,
  aliases: 30,
  introspectionAliases: 5,
  rootFields: 20,
  directives: 50,
  fields: 2_000,
  cost: 50_000,
  pageSize: 20,
  unpagedListSize: 5,
  answer: 200_000,
};

/**
 * For `@Extensions` of a field that is a list without pages: the items that it can have at most. To be given where a
 * list leads to more of its own kind, so that the cost counts what an answer can really grow to.
 */
export const maxItems = (items: number): { readonly maxItems: number } => ({ maxItems: items });

/** The bounds that `limitsRule` measures on the parsed document. */
export const structuralLimits = [
  'depth',
  'introspectionDepth',
  'aliases',
  'introspectionAliases',
  'rootFields',
  'directives',
  'fields',
] as const satisfies readonly (keyof GraphqlLimits)[];

export type StructuralLimit = (typeof structuralLimits)[number];
