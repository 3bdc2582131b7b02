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
import { allOrganizationCommands, ownStreamCommands } from './app/commands.js';
import { MergeOrganizationHandler } from './app/merge-organization.handler.js';
import { organization } from './app/organization.aggregate.js';
import { OrganizationChecks } from './app/organization-checks.js';
import { OrganizationPreparation } from './app/organization-preparation.js';
import { OrganizationMutations } from './graphql/organization.mutations.js';
import {
  findOrganization,
  OrganizationConnectionResolver,
  OrganizationEdgeResolver,
  OrganizationResolver,
} from './graphql/organization.resolver.js';
import { loadOrganizations } from './read-model/find-organizations.js';
import { ListOrganizationsHandler } from './read-model/list-organizations.js';
import { CountOrganizationFacetsHandler } from './read-model/organization-facets.js';

const handlers = aggregateHandlers(organization, ownStreamCommands, OrganizationPreparation);

registerPolicy('organization', publicRecords);
registerTables('organization', 'organization', {
  organization_by_concept: 'id',
  organization_by_reference: 'id',
  organization_search: 'id',
});
registerRecordLoader('organization', loadOrganizations);
registerNodeFinder('organization', findOrganization);

@Module({
  imports: [VocabulariesModule],
  providers: [
    OrganizationPreparation,
    OrganizationChecks,
    ...handlers,
    MergeOrganizationHandler,
    ListOrganizationsHandler,
    CountOrganizationFacetsHandler,
    OrganizationResolver,
    OrganizationEdgeResolver,
    OrganizationConnectionResolver,
    OrganizationMutations,
  ],
  exports: [OrganizationChecks],
})
export class OrganizationsModule implements OnModuleInit {
  constructor(
    @Inject(ModuleRef) private readonly modules: ModuleRef,
    private readonly executor: BusCommandExecutor,
  ) {}

  onModuleInit(): void {
    // A merge writes another stream first, so it is never part of a batch: its handler is known to the bus alone.
    this.executor.register(
      allOrganizationCommands,
      handlers.map((handler) => this.modules.get(handler)),
    );
  }
}
