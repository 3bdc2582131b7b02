import { z } from 'zod';
import { limits, text } from '../../../kernel/fields.js';
import {
  conditions,
  localizedRule,
  mappingHead,
  rulesByLanguage,
} from '../../../platform/import/mapping-file.js';
import { columnsOf, valueRule } from '../../../platform/import/value-rules.js';

/** How rows name the organizations that own the initiative. */
const ownersRule = z
  .strictObject({
    /** Register that the owners' ids belong to; default: the mapping's own system. */
    system: text(limits.code).optional(),
    /** JSON only: path of a list of owners; the rules below then read within each of its items. */
    each: z.string().min(1).optional(),
    /** Items of `each` to be taken. */
    where: conditions.optional(),
    /** Default: the owner's name, without regard to case and white space. */
    id: valueRule.optional(),
    name: valueRule.optional(),
    website: valueRule.optional(),
    /** Registers owners that are not there yet; without it, their rows are refused. */
    createOwners: z.strictObject({ legalForm: valueRule }).optional(),
  })
  .refine((owners) => owners.id !== undefined || owners.name !== undefined, 'must have "id" or "name"')
  .refine(
    (owners) => owners.createOwners === undefined || owners.name !== undefined,
    '"createOwners" needs "name"',
  );

/** Which columns or paths of a file make an initiative. */
export const initiativeMapping = z.strictObject({
  ...mappingHead,
  owners: ownersRule,
  fields: z.strictObject({
    title: localizedRule,
    summary: localizedRule.optional(),
    stage: valueRule,
    stageSince: valueRule.optional(),
    digitalUses: valueRule.optional(),
    missions: valueRule.optional(),
    characteristics: valueRule.optional(),
    place: z
      .strictObject({
        country: valueRule.optional(),
        region: valueRule.optional(),
        municipality: valueRule.optional(),
      })
      .optional(),
    links: z
      .array(z.strictObject({ url: valueRule, label: z.string().optional() }))
      .max(20)
      .optional(),
    externalReferences: z.record(text(limits.code), valueRule).optional(),
  }),
});
export type InitiativeMapping = z.output<typeof initiativeMapping>;

/** Every column that the mapping reads; of owners in a list, the list's path. */
export function initiativeColumns({ id, fields, owners, language, skipWhen }: InitiativeMapping): string[] {
  const { title, summary, place, links, externalReferences, ...others } = fields;
  const localized = [title, summary].flatMap((rule) =>
    rulesByLanguage(rule, language).map(([, inner]) => inner),
  );
  const ownerRules = [owners.id, owners.name, owners.website, owners.createOwners?.legalForm].filter(
    (rule) => rule !== undefined,
  );
  const rules = [
    id,
    ...localized,
    ...Object.values(place ?? {}),
    ...(links ?? []).map(({ url }) => url),
    ...Object.values(externalReferences ?? {}),
    ...Object.values(others),
    ...(owners.each === undefined ? ownerRules : []),
  ].filter((rule) => rule !== undefined);
  return [
    ...rules.flatMap(columnsOf),
    ...(owners.each === undefined ? [] : [owners.each]),
    ...skipWhen.map(({ column }) => column),
  ];
}
