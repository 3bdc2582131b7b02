import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { publicRecords } from '../../platform/access/policy.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { anyOf, atMost } from '../../platform/read-side/filters.js';
import type { Order } from '../../platform/read-side/page.js';
import {
  chosenOrder,
  compiledSearch,
  connection,
  recordedOrder,
  updatedOrder,
  type RecordConnection,
} from '../../platform/read-side/record-list.js';
import { raw, sql } from '../../platform/read-side/sql.js';
import { conjuncts, type Fields } from '../../platform/read-side/where.js';
import type {
  ConceptSchemesArgs,
  ConceptSchemeWhere,
  ConceptsArgs,
  ConceptWhere,
} from '../graphql/concept-scheme.type.js';
import type { ConceptRow, ConceptSchemeRow } from './vocabulary.entity.js';

const alphabetical = (name: string, column: string): Order => ({
  ...updatedOrder,
  name,
  direction: 'asc',
  key: raw(`r.${column}`),
  type: 'text',
  ordinal: raw('r.recorded_ordinal'),
});

const schemeOrders = {
  UPDATED: updatedOrder,
  RECORDED: recordedOrder,
  TITLE: alphabetical('TITLE', 'title_sort'),
};
const conceptOrders = {
  // Concepts that one merge moved share an event: the ordinal of their first event tells them apart.
  UPDATED: { ...updatedOrder, key: raw('r.ordinal'), ordinal: raw('r.recorded_ordinal') },
  RECORDED: recordedOrder,
  LABEL: alphabetical('LABEL', 'label_sort'),
};

const schemeFields: Fields<ConceptSchemeWhere> = {
  codes: (codes) => [{ sql: anyOf('r.code', codes) }],
  fictional: (fictional) => [{ sql: fictional ? sql`r.fictional` : sql`NOT r.fictional` }],
};

const conceptFields: Fields<ConceptWhere> = {
  schemes: (codes) => [
    {
      sql: sql`r.scheme_id IN (SELECT s.id FROM $schema.concept_scheme s WHERE s.code = ANY(${atMost(codes)}::text[]))`,
    },
  ],
  codes: (codes) => [{ sql: anyOf('r.code', codes) }],
  status: ({ in: statuses }) => [{ sql: anyOf('r.status', statuses) }],
  top: (top) => [{ sql: top ? sql`r.broader = '{}'` : sql`r.broader <> '{}'` }],
};

export class ListConceptSchemes extends Query<RecordConnection<ConceptSchemeRow>> {
  constructor(
    readonly args: ConceptSchemesArgs,
    readonly context: RequestContext,
    readonly withTotal: boolean,
  ) {
    super();
  }
}

@QueryHandler(ListConceptSchemes)
export class ListConceptSchemesHandler implements IQueryHandler<ListConceptSchemes> {
  execute({ args, context, withTotal }: ListConceptSchemes): Promise<RecordConnection<ConceptSchemeRow>> {
    const search = compiledSearch(args.search);
    return connection<ConceptSchemeRow>(
      {
        generation: context.generation,
        table: 'concept_scheme',
        searchTable: 'concept_scheme_search',
        search,
        policy: publicRecords.rows(context.viewer),
        conjuncts: conjuncts(args.where, schemeFields),
      },
      raw('r.*'),
      chosenOrder(args.orderBy, schemeOrders, search),
      args,
      withTotal,
    );
  }
}

/** A concept's row and the code of its scheme. */
export type ListedConcept = ConceptRow & { readonly scheme_code: string };

export class ListConcepts extends Query<RecordConnection<ListedConcept>> {
  constructor(
    readonly args: ConceptsArgs,
    readonly context: RequestContext,
    readonly withTotal: boolean,
  ) {
    super();
  }
}

@QueryHandler(ListConcepts)
export class ListConceptsHandler implements IQueryHandler<ListConcepts> {
  execute({ args, context, withTotal }: ListConcepts): Promise<RecordConnection<ListedConcept>> {
    const search = compiledSearch(args.search);
    return connection<ListedConcept>(
      {
        generation: context.generation,
        table: 'concept',
        searchTable: 'concept_search',
        search,
        policy: publicRecords.rows(context.viewer),
        conjuncts: conjuncts(args.where, conceptFields),
      },
      raw('r.*, (SELECT s.code FROM $schema.concept_scheme s WHERE s.id = r.scheme_id) AS scheme_code'),
      chosenOrder(args.orderBy, conceptOrders, search),
      args,
      withTotal,
    );
  }
}
