import { initiativeEvents } from './initiatives/domain/initiative.events.js';
import type { EventDefinitions } from './kernel/events.js';
import { organizationEvents, organizationMergeEvents } from './organizations/domain/organization.events.js';
import { conceptSchemeEvents } from './vocabularies/domain/concept-scheme.events.js';

/** The events of all slices: what the log may hold, and what schema/events is written from. */
export const casebookEvents: readonly EventDefinitions[] = [
  conceptSchemeEvents,
  organizationEvents,
  organizationMergeEvents,
  initiativeEvents,
];
