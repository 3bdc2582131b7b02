import { aggregate } from '../../platform/commands/aggregate.js';
import { streamId } from '../../kernel/ids.js';
import type { MergedRecords } from '../../platform/commands/merge-completion.js';
import { organizationCommands } from '../domain/organization.commands.js';
import { organization as decider } from '../domain/organization.decider.js';
import type { OrganizationMergeEvent } from '../domain/organization.events.js';
import { organizationMerges as mergesDecider } from '../domain/organization-merges.decider.js';
import { organizationMergeCommands } from './decide-merge.command.js';

export const organization = aggregate({
  category: organizationCommands.category,
  decider,
  commands: organizationCommands,
});

/** The one stream of all merges: its id is fixed. */
export const mergesStream = streamId('organizationMerges', '5f6c0d5e-27a4-5c19-9d0b-8e4f2a7b1c63');

export const organizationMerges = aggregate({
  category: organizationMergeCommands.category,
  decider: mergesDecider,
  commands: organizationMergeCommands,
  streamOf: () => mergesStream,
});

export const mergedOrganizations: MergedRecords = {
  aggregate: organization,
  command: 'MergeOrganization',
  list: mergesStream,
  table: 'organization',
  merge: ({ organization: id, into }: OrganizationMergeEvent['data']) => ({ id, into }),
};
