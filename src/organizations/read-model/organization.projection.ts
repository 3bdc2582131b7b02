import {
  applyReplacement,
  applyTranslation,
  fromInput,
  originalOf,
  type LocalizedText,
} from '../../kernel/localized-text.js';
import { documents, type ProjectedEvent } from '../../platform/projections/documents.js';
import { conceptKey, refiled } from '../../platform/read-side/filed-ordinals.js';
import { firstColumns, sortKey, touched } from '../../platform/read-side/record-row.js';
import { rowSources } from '../../platform/read-side/row-sources.js';
import { searchTexts } from '../../platform/read-side/search-row.js';
import { eligibility, type Assessments } from '../domain/eligibility.js';
import type { Assessment, OrganizationEvent } from '../domain/organization.events.js';
import {
  OrganizationByConceptRow,
  OrganizationByReferenceRow,
  OrganizationRow,
  OrganizationSearchRow,
} from './organization.entity.js';

type Classified = Extract<OrganizationEvent, { type: 'OrganizationClassified' }>['data'];

const sources = [
  ...rowSources,
  ...[
    './organization.entity.js',
    '../domain/organization.events.js',
    '../domain/eligibility.js',
    '../../platform/read-side/filed-ordinals.js',
  ].map((path) => new URL(path, import.meta.url)),
  new URL(import.meta.url),
];

export const organizationDocuments = documents<OrganizationRow, OrganizationEvent>({
  category: 'organization',
  entity: OrganizationRow,
  fold(row, event) {
    if (event.type === 'OrganizationRegistered') return filed(registered(event.data, event), event.ordinal);
    if (!row) return null;
    const next = { ...row, ...changes(row, event), ...touched(event) };
    return event.type === 'OrganizationClassified' ? filed(next, event.ordinal) : next;
  },
  satellites: [
    {
      entity: OrganizationByConceptRow,
      rows: (row) =>
        row.status === 'merged'
          ? []
          : linkedConcepts(row).map((concept) => ({ id: row.id, concept, ordinal: row.ordinal })),
    },
    {
      entity: OrganizationByReferenceRow,
      rows: ({ id, external_references }) =>
        external_references.map(({ system, id: reference }) => ({ id, system, reference })),
    },
    {
      entity: OrganizationSearchRow,
      rows: ({ id, name, alternative_names, description, municipality }) => [
        { id, ...searchTexts([name, ...alternative_names], [description, municipality]) },
      ],
    },
  ],
  indexes: new URL('./organization.indexes.sql', import.meta.url),
  sources,
});

function registered(
  data: Extract<OrganizationEvent, { type: 'OrganizationRegistered' }>['data'],
  event: ProjectedEvent<OrganizationEvent>,
): OrganizationRow {
  const name = fromInput(data.name);
  return {
    ...firstColumns(event),
    fictional: data.fictional ?? false,
    status: 'active',
    merged_into: null,
    dissolved_on: null,
    ...named(name),
    alternative_names: data.alternativeNames ?? [],
    description: data.description ? fromInput(data.description) : null,
    legal_form: data.legalForm,
    country: data.place?.country ?? null,
    region: data.place?.region ?? null,
    municipality: data.place?.municipality ?? null,
    sectors: data.sectors ?? [],
    missions: data.missions ?? [],
    size_band: data.sizeBand ?? null,
    website: data.website ?? null,
    external_references: data.externalReferences ?? [],
    assessments: [],
    eligibility: 'incomplete',
    filed_ordinals: {},
  };
}

function changes(row: OrganizationRow, event: ProjectedEvent<OrganizationEvent>): Partial<OrganizationRow> {
  switch (event.type) {
    case 'OrganizationRegistered':
      return {};
    case 'OrganizationRenamed':
      return named(applyReplacement(row.name, event.data.name));
    case 'OrganizationDescribed':
      return { description: applyReplacement(row.description ?? undefined, event.data.description) };
    case 'OrganizationClassified':
      return classified(event.data);
    case 'LegalFormChanged':
      return { legal_form: event.data.legalForm };
    case 'EligibilityAssessed': {
      const assessments = merged(row.assessments, event.data.assessments);
      return { assessments, eligibility: eligibility({ assessments: byPrinciple(assessments) }).status };
    }
    case 'OrganizationMerged':
      return { status: 'merged', merged_into: event.data.into };
    case 'OrganizationDissolved':
      return { status: 'dissolved', dissolved_on: event.data.on ?? null };
    case 'TextTranslated':
      return event.data.field === 'name'
        ? named(applyTranslation(row.name, event.data))
        : { description: applyTranslation(row.description ?? undefined, event.data) };
    default:
      return event satisfies never;
  }
}

function named(name: LocalizedText): Pick<OrganizationRow, 'name' | 'name_sort'> {
  return { name, name_sort: sortKey(originalOf(name)!.text.text) };
}

function classified(data: Classified): Partial<OrganizationRow> {
  return {
    ...(data.place === undefined
      ? {}
      : {
          country: data.place?.country ?? null,
          region: data.place?.region ?? null,
          municipality: data.place?.municipality ?? null,
        }),
    ...(data.sectors && { sectors: data.sectors }),
    ...(data.missions && { missions: data.missions }),
    ...(data.sizeBand === undefined ? {} : { size_band: data.sizeBand }),
    ...(data.externalReferences && { external_references: data.externalReferences }),
    ...(data.alternativeNames && { alternative_names: data.alternativeNames }),
    ...(data.website === undefined ? {} : { website: data.website }),
  };
}

function byPrinciple(assessments: readonly Assessment[]): Assessments {
  return Object.fromEntries(assessments.map((assessment) => [assessment.principle, assessment]));
}

function merged(before: readonly Assessment[], now: readonly Assessment[]): Assessment[] {
  const latest = new Map([...before, ...now].map((assessment) => [assessment.principle, assessment]));
  return [...latest.values()];
}

/** Keys of the concepts that may be found by link: all but the region. */
function linkedConcepts({ sectors, missions }: OrganizationRow): string[] {
  return [
    ...sectors.map((code) => conceptKey('sectors', code)),
    ...missions.map((code) => conceptKey('social-missions', code)),
  ];
}

/** The row after an event that may have filed it under other concepts. */
function filed(row: OrganizationRow, ordinal: number): OrganizationRow {
  const region = row.region === null ? [] : [conceptKey('regions', row.region)];
  return {
    ...row,
    filed_ordinals: refiled(row.filed_ordinals, [...linkedConcepts(row), ...region], ordinal),
  };
}
