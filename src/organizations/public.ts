export { mergedOrganizations } from './app/organization.aggregate.js';
export { OrganizationChecks } from './app/organization-checks.js';
export type { OrganizationEvent } from './domain/organization.events.js';
export { LegalFormFilter, OrganizationView, OrganizationWhere } from './graphql/organization.type.js';
export { standsFor } from './read-model/find-organizations.js';
export { ListOrganizations, organizationFields } from './read-model/list-organizations.js';
export type { OrganizationRow } from './read-model/organization.entity.js';
export { currentOrganization, sameAs, withMergedInto } from './read-model/merged-organizations.js';
