import { limits, type ExternalReference } from '../../../kernel/fields.js';
import { derivedId } from '../../../kernel/ids.js';
import type { Change } from '../../../platform/import/report.js';
import { keyOf, type PlannedCommand } from '../../../platform/import/speak.js';
import { textChanges } from '../../../platform/import/text-changes.js';
import type { ExistingOrganization } from './existing-organizations.js';
import type { StatedOrganization } from './read-organization.js';

export interface OrganizationPlan {
  readonly id: string;
  readonly commands: readonly PlannedCommand[];
  readonly changes: readonly Change[];
}

/** Id of an organization that an import registers: the same for the same entry of the same register. */
export function importedOrganizationId(system: string, externalId: string): string {
  return derivedId('organization', 'external', system, externalId);
}

/** Commands that register what a row states. */
export function planRegistration(
  system: string,
  stated: StatedOrganization,
  fictional?: boolean,
): OrganizationPlan {
  const id = importedOrganizationId(system, stated.externalId);
  const { externalId, otherReferences, dissolved, description, alternativeNames, ...rest } = stated;
  const input = {
    id,
    ...rest,
    ...(description.length === 0 ? {} : { description }),
    ...(alternativeNames.length === 0 ? {} : { alternativeNames }),
    externalReferences: union([{ system, id: externalId }], otherReferences),
    ...(fictional === undefined ? {} : { fictional }),
  };
  const commands = [
    { name: 'RegisterOrganization', input, key: keyOf(system, externalId, 'RegisterOrganization', input) },
  ];
  if (dissolved) {
    const end = { id, ...dissolved };
    commands.push({
      name: 'DissolveOrganization',
      input: end as never,
      key: keyOf(system, externalId, 'DissolveOrganization', end),
    });
  }
  return { id, commands, changes: [] };
}

/**
 * Commands that make a record agree with a later edition; none for what is the same. What the edition does not state is
 * left alone, and so are other registers' references and other alternative names.
 */
export function planUpdate(
  system: string,
  stated: StatedOrganization,
  existing: ExistingOrganization,
): OrganizationPlan {
  const { id, revision } = existing;
  const commands: PlannedCommand[] = [];
  const changes: Change[] = [];
  const say = (name: string, data: object) => {
    const input = { id, ...data };
    commands.push({ name, input, key: keyOf(system, stated.externalId, name, revision, input) });
  };

  for (const field of ['name', 'description'] as const) {
    const text = textChanges(field, existing[field] ?? undefined, stated[field]);
    if (text.replacement) {
      say(field === 'name' ? 'RenameOrganization' : 'DescribeOrganization', { [field]: text.replacement });
    }
    for (const translation of text.translations) say('TranslateText', { field, ...translation });
    changes.push(...text.changes);
  }
  if (stated.legalForm !== existing.legalForm) {
    say('ChangeLegalForm', { legalForm: stated.legalForm });
    changes.push({ field: 'legalForm', from: existing.legalForm, to: stated.legalForm });
  }
  const classification = classificationChanges(system, stated, existing);
  if (classification.length > 0) {
    say('ClassifyOrganization', Object.fromEntries(classification.map(({ field, to }) => [field, to])));
    changes.push(...classification);
  }
  if (stated.dissolved && existing.status === 'active') {
    say('DissolveOrganization', stated.dissolved);
    changes.push({ field: 'status', from: 'active', to: 'dissolved' });
  }
  return { id, commands, changes };
}

function classificationChanges(
  system: string,
  stated: StatedOrganization,
  existing: ExistingOrganization,
): Change[] {
  const place = stated.place && { ...existing.place, ...stated.place };
  const references = union(existing.externalReferences, [
    { system, id: stated.externalId },
    ...stated.otherReferences,
  ]);
  const alternativeNames = [...new Set([...existing.alternativeNames, ...stated.alternativeNames])].slice(
    0,
    limits.list,
  );
  const wanted: [string, unknown, unknown, boolean][] = [
    ['place', existing.place ?? null, place, !samePlace(existing.place ?? {}, place ?? {})],
    ['sectors', existing.sectors, stated.sectors, !sameSet(existing.sectors, stated.sectors)],
    ['missions', existing.missions, stated.missions, !sameSet(existing.missions, stated.missions)],
    ['sizeBand', existing.sizeBand ?? null, stated.sizeBand, stated.sizeBand !== existing.sizeBand],
    ['website', existing.website ?? null, stated.website, stated.website !== existing.website],
    [
      'externalReferences',
      existing.externalReferences,
      references,
      references.length > existing.externalReferences.length,
    ],
    [
      'alternativeNames',
      existing.alternativeNames,
      alternativeNames,
      alternativeNames.length > existing.alternativeNames.length,
    ],
  ];
  return wanted.flatMap(([field, from, to, differs]) =>
    to !== undefined && differs ? [{ field, from, to }] : [],
  );
}

function union(
  references: readonly ExternalReference[],
  more: readonly ExternalReference[],
): ExternalReference[] {
  const known = new Map(
    [...references, ...more].map((reference) => [
      JSON.stringify([reference.system, reference.id]),
      reference,
    ]),
  );
  return [...known.values()].slice(0, limits.list);
}

function samePlace(a: object, b: object): boolean {
  const keys = ['country', 'region', 'municipality'] as const;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return keys.every((key) => (left[key] ?? null) === (right[key] ?? null));
}

/** Codes are sets: their order carries nothing. */
function sameSet(a: readonly string[], b: readonly string[] | undefined): boolean {
  return b !== undefined && a.length === b.length && b.every((code) => a.includes(code));
}
