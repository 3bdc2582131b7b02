import {
  applyReplacement,
  applyTranslation,
  fromInput,
  type LocalizedText,
} from '../../kernel/localized-text.js';
import type { ExternalReference } from '../../kernel/fields.js';
import { patched } from '../../kernel/values.js';
import type { Assessments } from './eligibility.js';
import type { LegalForm, OrganizationEvent, Place, SizeBand } from './organization.events.js';

type Registered = Extract<OrganizationEvent, { type: 'OrganizationRegistered' }>['data'];

/** What is known of an organization, whatever became of it. */
export interface Organization {
  /** As it was registered: registering it again with this content is a repeat. */
  readonly registered: Registered;
  readonly name: LocalizedText;
  readonly description?: LocalizedText;
  readonly legalForm: LegalForm;
  /** Date since when it has this form, where a change of form said so. */
  readonly legalFormSince?: string;
  readonly alternativeNames: readonly string[];
  readonly place?: Place;
  readonly sectors: readonly string[];
  readonly missions: readonly string[];
  readonly sizeBand?: SizeBand;
  readonly website?: string;
  readonly externalReferences: readonly ExternalReference[];
  readonly assessments: Assessments;
}

export type ActiveOrganization = Organization & { readonly status: 'active' };
export type DissolvedOrganization = Organization & {
  readonly status: 'dissolved';
  readonly dissolvedOn?: string;
};
export type MergedOrganization = Organization & { readonly status: 'merged'; readonly into: string };

export type OrganizationState =
  { readonly status: 'absent' } | ActiveOrganization | DissolvedOrganization | MergedOrganization;

/** Lists whose order means nothing. */
export const unorderedLists = ['sectors', 'missions', 'externalReferences', 'alternativeNames'] as const;

export function evolveOrganization(state: OrganizationState, event: OrganizationEvent): OrganizationState {
  if (event.type === 'OrganizationRegistered') return registered(event.data);
  if (state.status === 'absent') return state;
  switch (event.type) {
    case 'OrganizationRenamed':
      return { ...state, name: applyReplacement(state.name, event.data.name) };
    case 'OrganizationDescribed':
      return { ...state, description: applyReplacement(state.description, event.data.description) };
    case 'OrganizationClassified':
      return patched(state, event.data);
    case 'LegalFormChanged':
      return { ...state, legalForm: event.data.legalForm, legalFormSince: event.data.on };
    case 'EligibilityAssessed': {
      const made = event.data.assessments.map((assessment) => [assessment.principle, assessment]);
      return {
        ...state,
        assessments: { ...state.assessments, ...(Object.fromEntries(made) as Assessments) },
      };
    }
    case 'OrganizationMerged':
      return { ...state, status: 'merged', into: event.data.into };
    case 'OrganizationDissolved':
      return { ...state, status: 'dissolved', dissolvedOn: event.data.on };
    case 'TextTranslated':
      return { ...state, [event.data.field]: applyTranslation(state[event.data.field], event.data) };
    default:
      return event satisfies never;
  }
}

function registered(data: Registered): ActiveOrganization {
  return {
    status: 'active',
    registered: data,
    name: fromInput(data.name),
    description: data.description && fromInput(data.description),
    legalForm: data.legalForm,
    alternativeNames: data.alternativeNames ?? [],
    place: data.place,
    sectors: data.sectors ?? [],
    missions: data.missions ?? [],
    sizeBand: data.sizeBand,
    website: data.website,
    externalReferences: data.externalReferences ?? [],
    assessments: {},
  };
}
