import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { registerPolicy } from '../platform/access/policies.js';
import { publicRecords } from '../platform/access/policy.js';
import { registerParts, registerTables } from '../platform/access/record-tables.js';
import { BusCommandExecutor } from '../platform/commands/bus-command-executor.js';
import { aggregateHandlers } from '../platform/commands/command-handlers.js';
import { registerNodeFinder } from '../platform/graphql/node.type.js';
import { registerRecordLoader } from '../platform/graphql/record-loaders.js';
import { vocabularyCommands } from './app/commands.js';
import { conceptScheme } from './app/concept-scheme.aggregate.js';
import { VocabularyChecks } from './app/vocabulary-checks.js';
import { ConceptResolver } from './graphql/concept.resolver.js';
import { VocabularyMutations } from './graphql/vocabulary.mutations.js';
import {
  ConceptEdgeResolver,
  ConceptSchemeEdgeResolver,
  findScheme,
  VocabularyResolver,
} from './graphql/vocabulary.resolver.js';
import { loadSchemes } from './read-model/find-schemes.js';
import { ListConceptSchemesHandler, ListConceptsHandler } from './read-model/list-vocabularies.js';
import { Taxonomies } from './read-model/taxonomies.js';

const handlers = aggregateHandlers(conceptScheme, vocabularyCommands);

registerPolicy('conceptScheme', publicRecords);
registerTables('conceptScheme', 'concept_scheme', { concept_scheme_search: 'id', concept: 'scheme_id' });
registerParts('concept', { concept_search: 'id' });
registerRecordLoader('conceptScheme', loadSchemes);
registerNodeFinder('conceptScheme', findScheme);

@Module({
  providers: [
    Taxonomies,
    VocabularyChecks,
    ...handlers,
    ListConceptSchemesHandler,
    ListConceptsHandler,
    ConceptResolver,
    VocabularyResolver,
    ConceptSchemeEdgeResolver,
    ConceptEdgeResolver,
    VocabularyMutations,
  ],
  exports: [Taxonomies, VocabularyChecks],
})
export class VocabulariesModule implements OnModuleInit {
  constructor(
    @Inject(ModuleRef) private readonly modules: ModuleRef,
    private readonly executor: BusCommandExecutor,
  ) {}

  onModuleInit(): void {
    this.executor.register(
      vocabularyCommands,
      handlers.map((handler) => this.modules.get(handler)),
    );
  }
}
