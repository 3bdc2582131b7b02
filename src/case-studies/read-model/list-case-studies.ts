import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { visibleRows } from '../../platform/access/record-tables.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import type { ListArgs } from '../../platform/read-side/list-records.js';
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
import { conjuncts } from '../../platform/read-side/where.js';
import { Taxonomies } from '../../vocabularies/public.js';
import {
  caseStudyFields,
  claimFields,
  type CaseStudyFilter,
  type ClaimFilter,
} from './case-study-filters.js';
import type { CaseStudyClaimRow } from './case-study.entity.js';
import { editionOf, listed, tablesOf, type Face } from './faces.js';
import type { CaseStudyFace } from './find-case-studies.js';

const orders: Readonly<Record<string, Order>> = {
  UPDATED: updatedOrder,
  RECORDED: recordedOrder,
  TITLE: { ...updatedOrder, name: 'TITLE', direction: 'asc', key: sql`r.title_sort`, type: 'text' },
};

/** A page of case studies of one face, with `totalCount` where asked for. Throws BAD_USER_INPUT. */
export class ListCaseStudies extends Query<RecordConnection<CaseStudyFace>> {
  constructor(
    readonly args: ListArgs<CaseStudyFilter>,
    readonly face: Face,
    readonly context: RequestContext,
    readonly withTotal: boolean,
  ) {
    super();
  }
}

@QueryHandler(ListCaseStudies)
export class ListCaseStudiesHandler implements IQueryHandler<ListCaseStudies> {
  constructor(private readonly taxonomies: Taxonomies) {}

  execute({ args, face, context, withTotal }: ListCaseStudies): Promise<RecordConnection<CaseStudyFace>> {
    const { generation, viewer } = context;
    const search = compiledSearch(args.search);
    return connection<CaseStudyFace>(
      {
        generation,
        from: listed(face, viewer),
        searchTable: tablesOf[face].search,
        search,
        conjuncts: conjuncts(args.where, caseStudyFields(face, viewer, this.taxonomies.of(context))),
      },
      raw('r.*'),
      chosenOrder(args.orderBy, orders, search),
      args,
      withTotal,
      context.request.log,
    );
  }
}

/** A claim of the list, and the edition that it is read in. */
export type ListedClaim = CaseStudyClaimRow;

/** A page of claims of one face: of last editions, or of what is being written. */
export class ListClaims extends Query<RecordConnection<ListedClaim>> {
  constructor(
    readonly args: ListArgs<ClaimFilter>,
    readonly face: Face,
    readonly context: RequestContext,
    readonly withTotal: boolean,
  ) {
    super();
  }
}

/** By when it was added: an order that stays, whatever is revised. */
const claimOrder: Order = { ...updatedOrder, name: 'ADDED', direction: 'asc' };

@QueryHandler(ListClaims)
export class ListClaimsHandler implements IQueryHandler<ListClaims> {
  execute({ args, face, context, withTotal }: ListClaims): Promise<RecordConnection<ListedClaim>> {
    const { generation, viewer } = context;
    const { record, claim, search } = tablesOf[face];
    return connection<ListedClaim>(
      {
        generation,
        from: sql`(SELECT c.* FROM ${visibleRows(claim, viewer)} c JOIN ${visibleRows(record, viewer)} v ON v.id = c.id AND c.edition = ${editionOf(face, 'v')})`,
        searchTable: search,
        search: null,
        conjuncts: conjuncts(args.where, claimFields(face, viewer)),
      },
      raw('r.*'),
      claimOrder,
      args,
      withTotal,
      context.request.log,
    );
  }
}
