import { z } from 'zod';
import { command, defineCommands, type CommandOf } from '../../kernel/commands.js';
import {
  codes,
  externalReferences,
  isoDate,
  limits,
  streamIdOf,
  text,
  webAddress,
} from '../../kernel/fields.js';
import { localizedText, replacement, translation } from '../../kernel/localized-text.js';
import {
  alternativeNames,
  assessment,
  classification,
  legalForms,
  place,
  principles,
  sizeBands,
} from './organization.events.js';

const id = streamIdOf('organization');

export const organizationCommands = defineCommands('organization', {
  RegisterOrganization: command(
    z.strictObject({
      id: id.optional(),
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
    { creates: true },
  ),
  RenameOrganization: command(z.strictObject({ id, name: replacement(limits.name) }), { replacesText: true }),
  /** Replaces the description's text in one language; with `replaces: 0`, writes the first. */
  DescribeOrganization: command(z.strictObject({ id, description: replacement(limits.longText) }), {
    replacesText: true,
  }),
  ClassifyOrganization: command(classification.extend({ id })),
  ChangeLegalForm: command(z.strictObject({ id, legalForm: z.enum(legalForms), on: isoDate.optional() })),
  AssessEligibility: command(
    z.strictObject({
      id,
      assessments: z
        .array(assessment)
        .min(1)
        .max(principles.length)
        .refine(
          (list) => new Set(list.map((a) => a.principle)).size === list.length,
          'must not assess a principle twice',
        ),
    }),
  ),
  MergeOrganization: command(z.strictObject({ id, into: id, reason: text(limits.reason).optional() })),
  DissolveOrganization: command(
    z.strictObject({ id, on: isoDate.optional(), reason: text(limits.reason).optional() }),
  ),
  TranslateText: command(
    translation(limits.longText).extend({ id, field: z.enum(['name', 'description']) }),
    {
      replacesText: true,
    },
  ),
});
export type OrganizationCommand = CommandOf<typeof organizationCommands>;
