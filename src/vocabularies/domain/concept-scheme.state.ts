import { Map as PersistentMap } from 'immutable';
import {
  applyReplacement,
  applyTranslation,
  fromInput,
  type LocalizedText,
} from '../../kernel/localized-text.js';
import { indexed, unindexed, type LabelIndex } from './concept-labels.js';
import type { ConceptSchemeEvent, Mapping } from './concept-scheme.events.js';

type Data<Type extends ConceptSchemeEvent['type']> = Extract<ConceptSchemeEvent, { type: Type }>['data'];

export interface Concept {
  readonly code: string;
  readonly label: LocalizedText;
  readonly definition?: LocalizedText;
  readonly alternativeLabels: readonly { readonly language: string; readonly text: string }[];
  /** Codes; a top concept has none. */
  readonly broader: readonly string[];
  readonly notation?: string;
  readonly uri?: string;
  readonly mappings: readonly Mapping[];
  readonly status: 'active' | 'deprecated' | 'merged';
  /** What to use instead: the replacement of a deprecated concept, or the one into which it was merged. */
  readonly successor?: string;
}

export interface ConceptScheme {
  readonly status: 'active';
  /** As it was created: creating it again with this content is a repeat. */
  readonly created: Data<'SchemeCreated'>;
  readonly title: LocalizedText;
  readonly concepts: PersistentMap<string, Concept>;
  /** As each was added, by code: adding it again with this content is a repeat. */
  readonly added: PersistentMap<string, Data<'ConceptAdded'>>;
  readonly labels: LabelIndex;
}

/** Its maps are persistent: a scheme of 10,000 concepts folds event by event without being copied each time. */
export type ConceptSchemeState = { readonly status: 'absent' } | ConceptScheme;

export type ConceptEvent = Exclude<ConceptSchemeEvent, { type: 'SchemeCreated' }>;

/** Code of the concept that an event changes; null where it is about the scheme itself. */
export function conceptOf(event: ConceptSchemeEvent): string | null {
  if (event.type === 'SchemeCreated') return null;
  return event.type === 'TextTranslated' ? (event.data.concept ?? null) : event.data.code;
}

/**
 * One concept after one event about it ({@link conceptOf}); undefined before it was added.
 * The concepts below a merged one are moved by events of their own.
 */
export function evolveConcept(concept: Concept | undefined, event: ConceptEvent): Concept | undefined {
  if (event.type === 'ConceptAdded') return addedConcept(event.data);
  if (concept === undefined) return undefined;
  switch (event.type) {
    case 'ConceptRelabelled':
      return relabelled(concept, event.data);
    case 'ConceptMoved':
      return { ...concept, broader: event.data.broader };
    case 'ConceptMapped':
      return { ...concept, mappings: event.data.mappings };
    case 'ConceptDeprecated':
      return { ...concept, status: 'deprecated', successor: event.data.replacedBy };
    case 'ConceptsMerged':
      return { ...concept, status: 'merged', successor: event.data.into };
    case 'TextTranslated':
      return event.data.field === 'title'
        ? concept
        : { ...concept, [event.data.field]: applyTranslation(concept[event.data.field], event.data) };
    default:
      return event satisfies never;
  }
}

function addedConcept(data: Data<'ConceptAdded'>): Concept {
  return {
    code: data.code,
    label: fromInput(data.label),
    definition: data.definition && fromInput(data.definition),
    alternativeLabels: data.alternativeLabels ?? [],
    broader: data.broader ?? [],
    notation: data.notation,
    uri: data.uri,
    mappings: data.mappings ?? [],
    status: 'active',
  };
}

function relabelled(concept: Concept, data: Data<'ConceptRelabelled'>): Concept {
  return {
    ...concept,
    label: data.label ? applyReplacement(concept.label, data.label) : concept.label,
    definition: data.definition ? applyReplacement(concept.definition, data.definition) : concept.definition,
    alternativeLabels: data.alternativeLabels ?? concept.alternativeLabels,
  };
}

export function evolveScheme(state: ConceptSchemeState, event: ConceptSchemeEvent): ConceptSchemeState {
  if (event.type === 'SchemeCreated') {
    return {
      status: 'active',
      created: event.data,
      title: fromInput(event.data.title),
      concepts: PersistentMap(),
      added: PersistentMap(),
      labels: PersistentMap(),
    };
  }
  if (state.status === 'absent') return state;
  const code = conceptOf(event);
  if (code === null) {
    return event.type === 'TextTranslated'
      ? { ...state, title: applyTranslation(state.title, event.data) }
      : state;
  }
  const before = state.concepts.get(code);
  const after = evolveConcept(before, event);
  if (after === undefined) return state;
  return {
    ...state,
    concepts: state.concepts.set(code, after),
    added: event.type === 'ConceptAdded' ? state.added.set(code, event.data) : state.added,
    labels: reindexed(state.labels, before, after),
  };
}

function reindexed(labels: LabelIndex, before: Concept | undefined, after: Concept): LabelIndex {
  if (before?.label === after.label && before.broader === after.broader && before.status === after.status)
    return labels;
  return indexed(before ? unindexed(labels, before) : labels, after);
}
