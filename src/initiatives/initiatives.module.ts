import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { LiteratureModule } from '../literature/literature.module.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { registerPolicy } from '../platform/access/policies.js';
import { publicRecords } from '../platform/access/policy.js';
import { registerTables } from '../platform/access/record-tables.js';
import { BusCommandExecutor } from '../platform/commands/bus-command-executor.js';
import { aggregateHandlers } from '../platform/commands/command-handlers.js';
import { registerNodeFinder } from '../platform/graphql/node.type.js';
import { registerRecordLoader } from '../platform/graphql/record-loaders.js';
import { VocabulariesModule } from '../vocabularies/vocabularies.module.js';
import { allInitiativeCommands } from './app/commands.js';
import { initiative } from './app/initiative.aggregate.js';
import { InitiativeChecks } from './app/initiative-checks.js';
import { InitiativePreparation } from './app/initiative-preparation.js';
import { findInitiative } from './graphql/find-initiative.js';
import {
  InitiativeConnectionResolver,
  InitiativeEdgeResolver,
} from './graphql/initiative-connection.resolver.js';
import { InitiativeMutations } from './graphql/initiative.mutations.js';
import { InitiativeResolver } from './graphql/initiative.resolver.js';
import { OutcomeResolver } from './graphql/outcome.resolver.js';
import { PlaceResolver } from './graphql/place.resolver.js';
import { loadInitiatives } from './read-model/find-initiatives.js';
import { CountInitiativeFacetsHandler } from './read-model/initiative-facets.js';
import { ListInitiativesHandler } from './read-model/list-initiatives.js';

const handlers = aggregateHandlers(initiative, allInitiativeCommands, InitiativePreparation);

registerPolicy('initiative', publicRecords);
registerTables('initiative', 'initiative', {
  initiative_by_concept: 'id',
  initiative_by_owner: 'id',
  initiative_by_reference: 'id',
  initiative_search: 'id',
});
registerRecordLoader('initiative', loadInitiatives);
registerNodeFinder('initiative', findInitiative);

@Module({
  imports: [VocabulariesModule, LiteratureModule, OrganizationsModule],
  providers: [
    InitiativePreparation,
    InitiativeChecks,
    ...handlers,
    ListInitiativesHandler,
    CountInitiativeFacetsHandler,
    InitiativeResolver,
    InitiativeEdgeResolver,
    InitiativeConnectionResolver,
    OutcomeResolver,
    PlaceResolver,
    InitiativeMutations,
  ],
  exports: [InitiativeChecks],
})
export class InitiativesModule implements OnModuleInit {
  constructor(
    @Inject(ModuleRef) private readonly modules: ModuleRef,
    private readonly executor: BusCommandExecutor,
  ) {}

  onModuleInit(): void {
    this.executor.register(
      allInitiativeCommands,
      handlers.map((handler) => this.modules.get(handler)),
    );
  }
}
