import { z } from 'zod';
import { defineEvents, event, type EventOf } from '../../kernel/events.js';
import { apiNames, code, iri, language, limits, text } from '../../kernel/fields.js';
import { localizedText, replacement, translation } from '../../kernel/localized-text.js';

/** SKOS mapping relations (https://www.w3.org/TR/skos-reference/#mapping). */
export const mappingRelations = [
  'exactMatch',
  'closeMatch',
  'broadMatch',
  'narrowMatch',
  'relatedMatch',
] as const;
export const mapping = z
  .strictObject({ relation: z.enum(mappingRelations), target: iri })
  .register(apiNames, { name: 'MappingInput' });
export type Mapping = z.infer<typeof mapping>;

export const alternativeLabels = z
  .array(z.strictObject({ language, text: text(limits.name) }).register(apiNames, { name: 'LabelInput' }))
  .max(limits.list);

/** Broader concepts of one concept. */
export const maxBroader = 20;

/** Codes of the broader concepts in the same scheme; a top concept has none. */
export const broader = z.array(code).max(maxBroader);

export const conceptTextFields = ['label', 'definition'] as const;

export const conceptSchemeEvents = defineEvents('conceptScheme', {
  SchemeCreated: event(
    z.strictObject({
      code,
      title: localizedText(limits.name),
      uri: iri.optional(),
      fictional: z.boolean().optional(),
    }),
  ),
  ConceptAdded: event(
    z.strictObject({
      code,
      label: localizedText(limits.name),
      alternativeLabels: alternativeLabels.optional(),
      definition: localizedText(limits.longText).optional(),
      broader: broader.optional(),
      notation: text(limits.code).optional(),
      uri: iri.optional(),
      mappings: z.array(mapping).max(limits.list).optional(),
    }),
  ),
  /** What changed of the wording: the preferred label or definition of one language, or all alternative labels. */
  ConceptRelabelled: event(
    z.strictObject({
      code,
      label: replacement(limits.name).optional(),
      definition: replacement(limits.longText).optional(),
      alternativeLabels: alternativeLabels.optional(),
    }),
  ),
  ConceptMoved: event(z.strictObject({ code, broader })),
  ConceptMapped: event(z.strictObject({ code, mappings: z.array(mapping).max(limits.list) })),
  ConceptDeprecated: event(
    z.strictObject({ code, replacedBy: code.optional(), reason: text(limits.reason).optional() }),
  ),
  /** `code` stands for `into` from now on, for ever. */
  ConceptsMerged: event(z.strictObject({ code, into: code })),
  /** `concept` is absent when the text is the scheme's own title. */
  TextTranslated: event(
    translation(limits.longText).extend({
      field: z.enum(['title', ...conceptTextFields]),
      concept: code.optional(),
    }),
  ),
});

export type ConceptSchemeEvent = EventOf<typeof conceptSchemeEvents>;
