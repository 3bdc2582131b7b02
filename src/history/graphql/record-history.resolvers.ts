import { Inject, type Type } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ResolveField, Resolver } from '@nestjs/graphql';
import { FieldArgs } from '../../platform/graphql/field-args.js';
import type { RecordView } from '../../platform/graphql/record.type.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { InitiativeView } from '../../initiatives/public.js';
import { ConceptSchemeView } from '../../vocabularies/public.js';
import { OrganizationView } from '../../organizations/public.js';
import { ReadHistory } from '../read-model/read-history.js';
import {
  historyArgs,
  historyConnection,
  HistoryConnectionView,
  type HistoryArgs,
  type HistoryConnection,
} from './history.type.js';

/** The field `history` of each type of record that has one. */
export const recordHistoryResolvers: readonly Type[] = [
  historyOf('OrganizationHistoryResolver', () => OrganizationView),
  historyOf('InitiativeHistoryResolver', () => InitiativeView),
  historyOf('ConceptSchemeHistoryResolver', () => ConceptSchemeView),
];

function historyOf(name: string, record: () => Type<RecordView>): Type {
  @Resolver(record)
  class RecordHistoryResolver {
    constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

    @ResolveField(() => HistoryConnectionView, { description: 'What was changed of it, newest first.' })
    @FieldArgs(historyArgs)
    async history(
      { row }: RecordView,
      args: HistoryArgs,
      context: RequestContext,
    ): Promise<HistoryConnection> {
      const told = await this.queries.execute(new ReadHistory(row, args, context));
      if (!told) throw new Error(`${name} has no words for ${row.id}`);
      return historyConnection(told);
    }
  }
  Object.defineProperty(RecordHistoryResolver, 'name', { value: name });
  return RecordHistoryResolver;
}
