import { z } from 'zod';
import { limits, text } from '../../../kernel/fields.js';
import {
  conditions,
  localizedRule,
  mappingHead,
  rulesByLanguage,
} from '../../../platform/import/mapping-file.js';
import { columnsOf, valueRule } from '../../../platform/import/value-rules.js';

/** Which columns of a register make an organization. */
export const organizationMapping = z.strictObject({
  ...mappingHead,
  fields: z.strictObject({
    name: localizedRule,
    description: localizedRule.optional(),
    alternativeNames: z.array(valueRule).max(20).optional(),
    legalForm: valueRule,
    place: z
      .strictObject({
        country: valueRule.optional(),
        region: valueRule.optional(),
        municipality: valueRule.optional(),
      })
      .optional(),
    sectors: valueRule.optional(),
    missions: valueRule.optional(),
    sizeBand: valueRule.optional(),
    website: valueRule.optional(),
    /** Ids in other registers, by the name of that register. */
    externalReferences: z.record(text(limits.code), valueRule).optional(),
    dissolvedOn: valueRule.optional(),
    /** Rows for which one of these holds are dissolved, whether or not a date is known. */
    dissolvedWhen: conditions.optional(),
  }),
});
export type OrganizationMapping = z.output<typeof organizationMapping>;

/** Every column that the mapping reads. */
export function organizationColumns({ id, fields, language, skipWhen }: OrganizationMapping): string[] {
  const {
    name,
    description,
    alternativeNames,
    legalForm,
    place,
    externalReferences,
    dissolvedWhen,
    ...others
  } = fields;
  const localized = [name, description].flatMap((rule) =>
    rulesByLanguage(rule, language).map(([, inner]) => inner),
  );
  const rules = [
    id,
    legalForm,
    ...localized,
    ...(alternativeNames ?? []),
    ...Object.values(place ?? {}),
    ...Object.values(externalReferences ?? {}),
    ...Object.values(others),
  ].filter((rule) => rule !== undefined);
  return [
    ...rules.flatMap(columnsOf),
    ...[...skipWhen, ...(dissolvedWhen ?? [])].map(({ column }) => column),
  ];
}
