import { z } from 'zod';
import { command, defineCommands, type CommandOf } from '../../kernel/commands.js';
import { code, iri, limits, streamIdOf, text } from '../../kernel/fields.js';
import { derivedId, type StreamId } from '../../kernel/ids.js';
import { localizedText, replacement, translation } from '../../kernel/localized-text.js';
import { alternativeLabels, broader, conceptTextFields, mapping } from './concept-scheme.events.js';

/** A scheme's stream follows from its code, so a code is held once. */
export const schemeId = (schemeCode: string): StreamId<'conceptScheme'> =>
  derivedId('conceptScheme', schemeCode);

/** Each command names its scheme by code; its stream is `schemeId(scheme)`. */
const inScheme = { scheme: code };

export const conceptSchemeCommands = defineCommands('conceptScheme', {
  CreateScheme: command(
    z.strictObject({
      code,
      title: localizedText(limits.name),
      uri: iri.optional(),
      fictional: z.boolean().optional(),
    }),
    { creates: true },
  ),
  AddConcept: command(
    z.strictObject({
      ...inScheme,
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
  RelabelConcept: command(
    z.strictObject({
      ...inScheme,
      code,
      label: replacement(limits.name).optional(),
      definition: replacement(limits.longText).optional(),
      alternativeLabels: alternativeLabels.optional(),
    }),
    { replacesText: true },
  ),
  MoveConcept: command(z.strictObject({ ...inScheme, code, broader })),
  /** Replaces the concept's mappings by these. */
  MapConcept: command(z.strictObject({ ...inScheme, code, mappings: z.array(mapping).max(limits.list) })),
  DeprecateConcept: command(
    z.strictObject({
      ...inScheme,
      code,
      replacedBy: code.optional(),
      reason: text(limits.reason).optional(),
    }),
  ),
  MergeConcepts: command(z.strictObject({ ...inScheme, code, into: code })),
  TranslateText: command(
    translation(limits.longText).extend({
      id: streamIdOf('conceptScheme'),
      field: z.enum(['title', ...conceptTextFields]),
      concept: code.optional(),
    }),
    { replacesText: true },
  ),
});

export type ConceptSchemeCommand = CommandOf<typeof conceptSchemeCommands>;
