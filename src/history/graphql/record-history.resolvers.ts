import { Inject, type Type } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ResolveField, Resolver } from '@nestjs/graphql';
import { FieldArgs } from '../../platform/graphql/field-args.js';
import type { RecordView } from '../../platform/graphql/record.type.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import type { RecordRow } from '../../platform/read-side/record-row.js';
import { CaseStudyView, type FoundCaseStudy } from '../../case-studies/public.js';
import { InterviewNoteView, ParticipantView, StudyView } from '../../interviews/public.js';
import { InitiativeView } from '../../initiatives/public.js';
import { LiteratureSourceView, PublishedFigureView } from '../../literature/public.js';
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
  historyOf('LiteratureSourceHistoryResolver', () => LiteratureSourceView),
  historyOf('PublishedFigureHistoryResolver', () => PublishedFigureView),
  restrictedHistoryOf('StudyHistoryResolver', () => StudyView, 'its lead and admins'),
  restrictedHistoryOf(
    'ParticipantHistoryResolver',
    () => ParticipantView,
    'who enrolled them, the lead of the study and admins',
  ),
  restrictedHistoryOf(
    'InterviewNoteHistoryResolver',
    () => InterviewNoteView,
    'its author, the lead of its study and admins',
  ),
  caseStudyHistory(),
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

/** Of interviews the history is for those who may change the record. @param whom in words */
function restrictedHistoryOf(
  name: string,
  record: () => Type<{ readonly row: unknown }>,
  whom: string,
): Type {
  @Resolver(record)
  class RestrictedHistoryResolver {
    constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

    @ResolveField(() => HistoryConnectionView, {
      nullable: true,
      description: `What was changed of it, newest first. For ${whom}; null for others. What was sealed shows to those who may read it.`,
    })
    @FieldArgs(historyArgs)
    async history(
      { row }: { readonly row: RecordRow },
      args: HistoryArgs,
      context: RequestContext,
    ): Promise<HistoryConnection | null> {
      const told = await this.queries.execute(new ReadHistory(row, args, context));
      return told && historyConnection(told);
    }
  }
  Object.defineProperty(RestrictedHistoryResolver, 'name', { value: name });
  return RestrictedHistoryResolver;
}

/** Of a case study the history tells what was written, so it is for those who may see that. */
function caseStudyHistory(): Type {
  @Resolver(() => CaseStudyView)
  class CaseStudyHistoryResolver {
    constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

    @ResolveField(() => HistoryConnectionView, {
      nullable: true,
      description:
        'What was changed of it, newest first. For editors and those who write in it; for others null, as once withheld: they have its editions.',
    })
    @FieldArgs(historyArgs)
    async history(
      { row }: CaseStudyView,
      args: HistoryArgs,
      context: RequestContext,
    ): Promise<HistoryConnection | null> {
      const found = await context.loaders.load<FoundCaseStudy & RecordRow>('caseStudy', row.id);
      const told = found && (await this.queries.execute(new ReadHistory(found, args, context)));
      return told && historyConnection(told);
    }
  }
  return CaseStudyHistoryResolver;
}
