import { z } from 'zod';
import { defineEvents, event, type EventOf } from '../../kernel/events.js';
import {
  apiNames,
  codes,
  externalReferences,
  isoDate,
  limits,
  place,
  streamIdOf,
  text,
  webAddress,
  type Place,
} from '../../kernel/fields.js';
import { localizedText, replacement, translation } from '../../kernel/localized-text.js';

/** The three families of the social economy, and `other` for owners and partners outside it (a ministry, a university). */
export const legalForms = ['cooperative', 'non-profit', 'mutual', 'other'] as const;
export type LegalForm = (typeof legalForms)[number];

/** Number of employees, as Statistics Canada's business counts group them. */
export const sizeBands = [
  'none',
  '1-4',
  '5-9',
  '10-19',
  '20-49',
  '50-99',
  '100-199',
  '200-499',
  '500+',
] as const;
export type SizeBand = (typeof sizeBands)[number];

/** The six principles of Quebec's Social Economy Act (CQLR, chapter E-1.1.1, section 3), in its order. */
export const principles = [
  'meets-needs',
  'not-under-public-control',
  'democratic-governance',
  'economic-viability',
  'limits-on-surplus',
  'devolution-of-assets',
] as const;
export type Principle = (typeof principles)[number];

export { place, type Place };

export const alternativeNames = z.array(text(limits.name)).max(limits.list);

/** All that `ClassifyOrganization` sets; null takes a value away, a missing key leaves it. */
export const classification = z.strictObject({
  place: place.nullable().optional(),
  sectors: codes.optional(),
  missions: codes.optional(),
  sizeBand: z.enum(sizeBands).nullable().optional(),
  externalReferences: externalReferences.optional(),
  alternativeNames: alternativeNames.optional(),
  website: webAddress.nullable().optional(),
});

export const assessment = z
  .strictObject({ principle: z.enum(principles), met: z.boolean(), evidence: text(limits.longText) })
  .register(apiNames, { name: 'AssessmentInput' });
export type Assessment = z.infer<typeof assessment>;

export const organizationEvents = defineEvents('organization', {
  OrganizationRegistered: event(
    z.strictObject({
      name: localizedText(limits.name),
      alternativeNames: alternativeNames.optional(),
      description: localizedText(limits.longText).optional(),
      legalForm: z.enum(legalForms),
      place: place.optional(),
      sectors: codes.optional(),
      missions: codes.optional(),
      sizeBand: z.enum(sizeBands).optional(),
      website: webAddress.optional(),
      externalReferences: externalReferences.optional(),
      fictional: z.boolean().optional(),
    }),
  ),
  OrganizationRenamed: event(z.strictObject({ name: replacement(limits.name) })),
  OrganizationDescribed: event(z.strictObject({ description: replacement(limits.longText) })),
  OrganizationClassified: event(classification),
  LegalFormChanged: event(z.strictObject({ legalForm: z.enum(legalForms), on: isoDate.optional() })),
  EligibilityAssessed: event(
    z.strictObject({ assessments: z.array(assessment).min(1).max(principles.length) }),
  ),
  OrganizationMerged: event(z.strictObject({ into: streamIdOf('organization') })),
  OrganizationDissolved: event(z.strictObject({ on: isoDate.optional() })),
  TextTranslated: event(translation(limits.longText).extend({ field: z.enum(['name', 'description']) })),
});
export type OrganizationEvent = EventOf<typeof organizationEvents>;

/** One stream holds all merges, so that they can form no cycle whoever races. */
export const organizationMergeEvents = defineEvents('organizationMerges', {
  MergeDecided: event(
    z.strictObject({ organization: streamIdOf('organization'), into: streamIdOf('organization') }),
  ),
});
export type OrganizationMergeEvent = EventOf<typeof organizationMergeEvents>;
