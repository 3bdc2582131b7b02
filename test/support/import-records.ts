import type {
  ExistingInitiative,
  ExistingInitiatives,
} from '../../src/initiatives/app/import/existing-initiatives.js';
import { initiativeCommands } from '../../src/initiatives/domain/initiative.commands.js';
import { initiative } from '../../src/initiatives/domain/initiative.decider.js';
import { initiativeEvents } from '../../src/initiatives/domain/initiative.events.js';
import type { InitiativeState } from '../../src/initiatives/domain/initiative.state.js';
import type {
  ExistingOrganization,
  ExistingOrganizations,
} from '../../src/organizations/app/import/existing-organizations.js';
import { organizationCommands } from '../../src/organizations/domain/organization.commands.js';
import { organization } from '../../src/organizations/domain/organization.decider.js';
import { organizationEvents } from '../../src/organizations/domain/organization.events.js';
import type { OrganizationState } from '../../src/organizations/domain/organization.state.js';
import { aggregate } from '../../src/platform/commands/aggregate.js';
import { conceptScheme } from '../../src/vocabularies/app/concept-scheme.aggregate.js';
import type { ExistingSchemes } from '../../src/vocabularies/app/skos/existing-schemes.js';
import { conceptSchemeEvents } from '../../src/vocabularies/domain/concept-scheme.events.js';
import type { ConceptSchemeState } from '../../src/vocabularies/domain/concept-scheme.state.js';
import { ImportLog } from './import-log.js';

export function openImportLog(): Promise<ImportLog> {
  return ImportLog.open(
    [
      conceptScheme,
      aggregate({ category: 'organization', decider: organization, commands: organizationCommands }),
      aggregate({ category: 'initiative', decider: initiative, commands: initiativeCommands }),
    ],
    [conceptSchemeEvents, organizationEvents, initiativeEvents],
  );
}

type Referring = { readonly externalReferences: readonly { system: string; id: string }[] };

function referenceIn(
  { externalReferences }: Referring,
  system: string,
  ids: readonly string[],
): string | undefined {
  return externalReferences.find((reference) => reference.system === system && ids.includes(reference.id))
    ?.id;
}

export async function organizationsIn(log: ImportLog): Promise<ExistingOrganization[]> {
  const streams = await log.streams<OrganizationState>('organization');
  return streams.flatMap(({ id, revision, state }) =>
    state.status === 'absent' ? [] : [{ ...state, id, revision }],
  );
}

export async function initiativesIn(log: ImportLog): Promise<ExistingInitiative[]> {
  const streams = await log.streams<InitiativeState>('initiative');
  return streams.flatMap(({ id, revision, state }) =>
    state.status === 'absent' ? [] : [{ ...state, id, revision }],
  );
}

/** Looks records up in the log itself, folded once when it is made. */
export async function existingOrganizations(log: ImportLog): Promise<ExistingOrganizations> {
  const all = await organizationsIn(log);
  return {
    byExternalReference: (system, ids) => Promise.resolve(found(all, system, ids)),
    async *allOfSystem(system) {
      for (const { id, status, externalReferences } of all) {
        if (status !== 'active') continue;
        for (const reference of externalReferences)
          if (reference.system === system) yield { id, externalId: reference.id };
      }
    },
  };
}

export async function existingInitiatives(log: ImportLog): Promise<ExistingInitiatives> {
  const [all, organizations] = [await initiativesIn(log), await organizationsIn(log)];
  return {
    byExternalReference: (system, ids) => Promise.resolve(found(all, system, ids)),
    ownersByExternalReference: (system, ids) =>
      Promise.resolve(
        new Map([...found(organizations, system, ids)].map(([externalId, { id }]) => [externalId, id])),
      ),
    async *allOfSystem(system) {
      for (const { id, externalReferences } of all) {
        for (const reference of externalReferences)
          if (reference.system === system) yield { id, externalId: reference.id };
      }
    },
  };
}

export function existingSchemes(log: ImportLog): ExistingSchemes {
  return {
    async byCode(code) {
      const streams = await log.streams<ConceptSchemeState>('conceptScheme');
      for (const { revision, state } of streams) {
        if (state.status === 'absent' || state.created.code !== code) continue;
        const concepts = new Map([...state.concepts]);
        return { code, uri: state.created.uri, revision, title: state.title, concepts };
      }
      return null;
    },
  };
}

function found<Record extends Referring>(
  all: readonly Record[],
  system: string,
  ids: readonly string[],
): Map<string, Record> {
  return new Map(
    all.flatMap((record) => {
      const id = referenceIn(record, system, ids);
      return id === undefined ? [] : [[id, record] as const];
    }),
  );
}
