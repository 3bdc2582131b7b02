import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { publicRecords } from '../../platform/access/policy.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import type { Order } from '../../platform/read-side/page.js';
import {
  chosenOrder,
  compiledSearch,
  connection,
  recordedOrder,
  updatedOrder,
  type RecordConnection,
} from '../../platform/read-side/record-list.js';
import { sql } from '../../platform/read-side/sql.js';
import { conjuncts } from '../../platform/read-side/where.js';
import { Taxonomies } from '../../vocabularies/public.js';
import type { InitiativesArgs } from '../graphql/initiative-where.type.js';
import { columnsOf, type ListedInitiative, type Shape } from './initiative-columns.js';
import { initiativeFields } from './initiative-fields.js';

const orders: Readonly<Record<string, Order>> = {
  UPDATED: updatedOrder,
  RECORDED: recordedOrder,
  TITLE: { ...updatedOrder, name: 'TITLE', direction: 'asc', key: sql`r.title_sort`, type: 'text' },
  // Unknown dates count as the earliest. The expression is the index's, to the letter.
  STAGE_SINCE: {
    ...updatedOrder,
    name: 'STAGE_SINCE',
    key: sql`coalesce(r.stage_since, DATE '0001-01-01')`,
    type: 'date',
  },
};

/** A page of initiatives, with `totalCount` where asked for. Throws BAD_USER_INPUT. */
export class ListInitiatives extends Query<RecordConnection<ListedInitiative>> {
  constructor(
    readonly args: InitiativesArgs,
    readonly context: RequestContext,
    readonly shape: Shape,
    readonly withTotal: boolean,
  ) {
    super();
  }
}

@QueryHandler(ListInitiatives)
export class ListInitiativesHandler implements IQueryHandler<ListInitiatives> {
  constructor(private readonly taxonomies: Taxonomies) {}

  execute({ args, context, shape, withTotal }: ListInitiatives): Promise<RecordConnection<ListedInitiative>> {
    const search = compiledSearch(args.search);
    return connection<ListedInitiative>(
      {
        generation: context.generation,
        table: 'initiative',
        searchTable: 'initiative_search',
        search,
        policy: publicRecords.rows(context.viewer),
        conjuncts: conjuncts(args.where, initiativeFields(this.taxonomies.of(context))),
      },
      columnsOf(shape, context.viewer),
      chosenOrder(args.orderBy, orders, search),
      args,
      withTotal,
    );
  }
}
