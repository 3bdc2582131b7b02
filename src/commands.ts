import { initiativeCommands } from './initiatives/domain/initiative.commands.js';
import type { CommandDefinitions } from './kernel/commands.js';
import { organizationCommands } from './organizations/domain/organization.commands.js';
import { conceptSchemeCommands } from './vocabularies/domain/concept-scheme.commands.js';

/** The commands of all slices, as imports know them. */
export const allDefinitions: readonly CommandDefinitions[] = [
  conceptSchemeCommands,
  organizationCommands,
  initiativeCommands,
];
