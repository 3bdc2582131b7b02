import { z } from 'zod';
import { defineEvents, event, type EventOf } from '../../kernel/events.js';
import {
  apiNames,
  externalReferences,
  isoDate,
  language,
  limits,
  streamIdOf,
  text,
} from '../../kernel/fields.js';
import { cslItem } from './csl.js';
import { reliabilities } from './reliability.js';

/** A bibliographic item, which the API takes and gives as CSL-JSON. */
const csl = cslItem.register(apiNames, { name: 'CslJson' });

export const importedSource = z.strictObject({
  csl,
  /** Of the source itself; without it, the one that the CSL data name. */
  language: language.optional(),
  reliability: z.enum(reliabilities).optional(),
  externalReferences: externalReferences.optional(),
  fictional: z.boolean().optional(),
});

/** What a correction sets; null takes a value away, a missing key leaves it. */
export const correction = z.strictObject({
  csl: csl.optional(),
  language: language.nullable().optional(),
  reliability: z.enum(reliabilities).optional(),
  externalReferences: externalReferences.optional(),
});

/** Why a source is not to be relied on any more, and since when. Readers see it. */
export const retraction = z.strictObject({ reason: text(limits.reason), on: isoDate.optional() });
export type Retraction = z.infer<typeof retraction>;

const id = streamIdOf('literatureSource');

export const literatureSourceEvents = defineEvents('literatureSource', {
  SourceImported: event(importedSource),
  SourceCorrected: event(correction),
  SourceMerged: event(z.strictObject({ into: id })),
  SourceRetracted: event(retraction),
  /** The two are different works, however alike they look. */
  SourceToldApart: event(z.strictObject({ other: id })),
});
export type LiteratureSourceEvent = EventOf<typeof literatureSourceEvents>;

/** One stream holds all merges of sources, so that they can form no cycle whoever races. */
export const sourceMergeEvents = defineEvents('literatureSourceMerges', {
  SourceMergeDecided: event(z.strictObject({ source: id, into: id })),
});
export type SourceMergeEvent = EventOf<typeof sourceMergeEvents>;
