import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { registerPolicy } from '../platform/access/policies.js';
import { publicRecords } from '../platform/access/policy.js';
import { registerTables } from '../platform/access/record-tables.js';
import { BusCommandExecutor } from '../platform/commands/bus-command-executor.js';
import { aggregateHandlers } from '../platform/commands/command-handlers.js';
import { registerNodeFinder } from '../platform/graphql/node.type.js';
import { registerRecordLoader } from '../platform/graphql/record-loaders.js';
import { VocabulariesModule } from '../vocabularies/vocabularies.module.js';
import { allFigureCommands, allSourceCommands, plainSourceCommands } from './app/commands.js';
import { DoiClaims } from './app/doi-claims.js';
import { FigurePreparation } from './app/figure-preparation.js';
import { literatureSource, publishedFigure } from './app/literature.aggregates.js';
import { LiteratureChecks } from './app/literature-checks.js';
import { MergeSourcesHandler } from './app/merge-sources.handler.js';
import { SourcePreparation } from './app/source-preparation.js';
import { Citations } from './graphql/citations.js';
import { findLiteratureSource } from './graphql/find-literature-source.js';
import { LiteratureSourceMutations } from './graphql/literature-source.mutations.js';
import {
  LiteratureSourceConnectionResolver,
  LiteratureSourceEdgeResolver,
  LiteratureSourceResolver,
} from './graphql/literature-source.resolver.js';
import { PublishedFigureMutations } from './graphql/published-figure.mutations.js';
import {
  findPublishedFigure,
  PublishedFigureConnectionResolver,
  PublishedFigureEdgeResolver,
  PublishedFigureResolver,
} from './graphql/published-figure.resolver.js';
import { loadDoiClaims, loadLiteratureSources, loadPublishedFigures } from './read-model/find-literature.js';
import { ListLiteratureSourcesHandler } from './read-model/list-literature-sources.js';
import { ListPublishedFiguresHandler } from './read-model/list-published-figures.js';

const sourceHandlers = aggregateHandlers(literatureSource, plainSourceCommands, SourcePreparation);
const figureHandlers = aggregateHandlers(publishedFigure, allFigureCommands, FigurePreparation);

registerPolicy('literatureSource', publicRecords);
registerPolicy('doiClaim', publicRecords);
registerPolicy('publishedFigure', publicRecords);
registerTables('literatureSource', 'literature_source', {
  literature_source_by_reference: 'id',
  literature_source_search: 'id',
});
registerTables('doiClaim', 'doi_claim');
registerTables('publishedFigure', 'published_figure', {
  published_figure_by_reference: 'id',
  published_figure_search: 'id',
});
registerRecordLoader('literatureSource', loadLiteratureSources);
registerRecordLoader('doiClaim', loadDoiClaims);
registerRecordLoader('publishedFigure', loadPublishedFigures);
registerNodeFinder('literatureSource', findLiteratureSource);
registerNodeFinder('publishedFigure', findPublishedFigure);

@Module({
  imports: [VocabulariesModule],
  providers: [
    Citations,
    LiteratureChecks,
    DoiClaims,
    SourcePreparation,
    FigurePreparation,
    ...sourceHandlers,
    ...figureHandlers,
    MergeSourcesHandler,
    ListLiteratureSourcesHandler,
    ListPublishedFiguresHandler,
    LiteratureSourceResolver,
    LiteratureSourceEdgeResolver,
    LiteratureSourceConnectionResolver,
    LiteratureSourceMutations,
    PublishedFigureResolver,
    PublishedFigureEdgeResolver,
    PublishedFigureConnectionResolver,
    PublishedFigureMutations,
  ],
  exports: [Citations, LiteratureChecks],
})
export class LiteratureModule implements OnModuleInit {
  constructor(
    @Inject(ModuleRef) private readonly modules: ModuleRef,
    private readonly executor: BusCommandExecutor,
  ) {}

  onModuleInit(): void {
    // A source's commands write other streams first (claims, merges), so they are never part of a batch: their handlers
    // are known to the bus alone.
    this.executor.register(allSourceCommands, []);
    this.executor.register(
      allFigureCommands,
      figureHandlers.map((handler) => this.modules.get(handler)),
    );
  }
}
