import { z } from 'zod';
import { defineEvents, event, type EventOf } from '../../kernel/events.js';
import {
  apiNames,
  codes,
  externalReferences,
  isoDate,
  limits,
  link,
  place,
  streamIdOf,
  text,
  webAddress,
  type Place,
} from '../../kernel/fields.js';
import { localizedText, replacement, translation } from '../../kernel/localized-text.js';

/** The way of an initiative, in order; `abandoned` can be reached from each. */
export const stages = ['idea', 'planning', 'pilot', 'deployed', 'sustained', 'abandoned'] as const;
export type Stage = (typeof stages)[number];

export type { Place };

/** `amount` in units of `currency` (ISO 4217), of the given year where it is known. */
export const cost = z
  .strictObject({
    label: text(limits.name).optional(),
    amount: z.number().min(0).max(1e15),
    currency: z.string().regex(/^[A-Z]{3}$/, 'must be a currency code of three capital letters (ISO 4217)'),
    year: z.int().min(1800).max(2200).optional(),
  })
  .register(apiNames, { name: 'CostInput' });
export type Cost = z.infer<typeof cost>;

/** `unit` as it is to be read after the value: `%`, `h`, `CAD`, `members`. `date` is the one for which the value holds. */
export const outcome = z.strictObject({
  indicator: localizedText(limits.name),
  value: z.number().min(-1e15).max(1e15),
  unit: text(limits.code),
  date: isoDate.optional(),
  source: z
    .strictObject({ text: text(limits.reason), url: webAddress.optional() })
    .register(apiNames, { name: 'OutcomeSourceInput' })
    .optional(),
});
export type OutcomeInput = z.infer<typeof outcome>;

export const owners = z
  .array(streamIdOf('organization'))
  .min(1, 'must name at least one owner')
  .max(limits.list)
  .refine((list) => new Set(list).size === list.length, 'must not name an owner twice');

export const recordedInitiative = z.strictObject({
  title: localizedText(limits.name),
  summary: localizedText(limits.longText).optional(),
  owners,
  /** Codes of the schemes `digital-uses`, `social-missions`, `sectors` and `distinctive-characteristics`. */
  digitalUses: codes.optional(),
  missions: codes.optional(),
  characteristics: codes.optional(),
  place: place.optional(),
  stage: z.enum(stages).exclude(['abandoned']),
  /** Since when the stage is reached, as far as known. */
  stageSince: isoDate.optional(),
  costs: z.array(cost).max(limits.list).optional(),
  links: z.array(link).max(limits.list).optional(),
  externalReferences: externalReferences.optional(),
  fictional: z.boolean().optional(),
});

/** What `DescribeInitiative` sets beside the two texts; null takes a value away, a missing key leaves it. */
export const description = z.strictObject({
  title: replacement(limits.name).optional(),
  summary: replacement(limits.longText).optional(),
  owners: owners.optional(),
  place: place.nullable().optional(),
  costs: z.array(cost).max(limits.list).optional(),
  links: z.array(link).max(limits.list).optional(),
  externalReferences: externalReferences.optional(),
});

export const classification = z.strictObject({
  digitalUses: codes.optional(),
  missions: codes.optional(),
  characteristics: codes.optional(),
});

const outcomeId = z.uuid();

export const initiativeEvents = defineEvents('initiative', {
  InitiativeRecorded: event(recordedInitiative, [
    // Version 1 knew one owner only.
    ({ owner, ...rest }: { owner: unknown }) => ({ ...rest, owners: [owner] }),
  ]),
  InitiativeDescribed: event(description),
  InitiativeClassified: event(classification),
  StageAdvanced: event(z.strictObject({ from: z.enum(stages), to: z.enum(stages), on: isoDate })),
  StageReverted: event(
    z.strictObject({ from: z.enum(stages), to: z.enum(stages), on: isoDate, reason: text(limits.reason) }),
  ),
  InitiativeAbandoned: event(
    z.strictObject({ from: z.enum(stages), on: isoDate, reason: text(limits.reason) }),
  ),
  OutcomeRecorded: event(outcome.extend({ outcomeId })),
  OutcomeCorrected: event(
    z.strictObject({
      outcomeId,
      value: outcome.shape.value.optional(),
      unit: outcome.shape.unit.optional(),
      date: outcome.shape.date.nullable(),
      source: outcome.shape.source.nullable(),
      indicator: replacement(limits.name).optional(),
      reason: text(limits.reason),
    }),
  ),
  TextTranslated: event(
    translation(limits.longText).extend({
      field: z.enum(['title', 'summary', 'indicator']),
      outcomeId: outcomeId.optional(),
    }),
  ),
});
export type InitiativeEvent = EventOf<typeof initiativeEvents>;
