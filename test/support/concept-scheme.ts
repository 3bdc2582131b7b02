import type { ConceptSchemeCommand } from '../../src/vocabularies/domain/concept-scheme.commands.js';
import { conceptScheme } from '../../src/vocabularies/domain/concept-scheme.decider.js';
import {
  conceptSchemeEvents,
  type ConceptSchemeEvent,
} from '../../src/vocabularies/domain/concept-scheme.events.js';
import { given as givenEvents } from './given-when-then.js';

export type Said<Type extends ConceptSchemeCommand['type']> = Extract<ConceptSchemeCommand, { type: Type }>;
type Added = Extract<ConceptSchemeEvent, { type: 'ConceptAdded' }>['data'];

/** The scheme that specifications of concepts are about. */
export const scheme = 'missions';

export const given = (...events: ConceptSchemeEvent[]) =>
  givenEvents(conceptScheme, conceptSchemeEvents, events);
export const fr = (text: string) => [{ language: 'fr', text }];

export const created: ConceptSchemeEvent = {
  type: 'SchemeCreated',
  data: { code: scheme, title: fr('Missions sociales') },
};
export const added = (code: string, label: string, more: Partial<Added> = {}): ConceptSchemeEvent => ({
  type: 'ConceptAdded',
  data: { code, label: fr(label), ...more },
});
export const moved = (code: string, ...broader: string[]): ConceptSchemeEvent => ({
  type: 'ConceptMoved',
  data: { code, broader },
});
export const deprecated = (code: string, replacedBy?: string): ConceptSchemeEvent => ({
  type: 'ConceptDeprecated',
  data: { code, ...(replacedBy && { replacedBy }) },
});
export const merged = (code: string, into: string): ConceptSchemeEvent => ({
  type: 'ConceptsMerged',
  data: { code, into },
});

export const add = (
  code: string,
  label: string,
  more: Partial<Said<'AddConcept'>> = {},
): ConceptSchemeCommand => ({
  type: 'AddConcept',
  scheme,
  code,
  label: fr(label),
  ...more,
});
