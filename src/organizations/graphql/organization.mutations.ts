import { policyOf } from '../../platform/access/policies.js';
import { mutationsResolver, payloadType } from '../../platform/graphql/mutations.js';
import { allOrganizationCommands } from '../app/commands.js';
import { OrganizationView } from './organization.type.js';
import type { OrganizationRow } from '../read-model/organization.entity.js';

export const OrganizationPayload = payloadType('OrganizationPayload', 'organization', () => OrganizationView);

export const OrganizationMutations = mutationsResolver('OrganizationMutations', {
  commands: allOrganizationCommands.filter((command) => command.commandName !== 'TranslateText'),
  payload: OrganizationPayload,
  field: 'organization',
  show: (row) => new OrganizationView(row as OrganizationRow),
  policyOf,
  descriptions: {
    RegisterOrganization: 'Adds an organization.',
    RenameOrganization: 'Replaces the name in one language, naming the version of the text that it replaces.',
    DescribeOrganization: 'Replaces the description in one language, or writes the first (replaces: 0).',
    ClassifyOrganization:
      'Sets place, sectors, missions, size, names and references; what is left out stays as it is.',
    ChangeLegalForm: 'Records that the organization has another legal form.',
    AssessEligibility:
      'Records whether principles of the Social Economy Act are met, each with its evidence.',
    MergeOrganization:
      'Records that this organization is the same as another, or became part of it. For ever: its id leads to the other.',
    DissolveOrganization: 'Records that the organization has ended.',
  },
});
