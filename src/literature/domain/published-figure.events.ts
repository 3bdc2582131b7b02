import { z } from 'zod';
import { defineEvents, event, type EventOf } from '../../kernel/events.js';
import { apiNames, code, externalReferences, limits, streamIdOf, text } from '../../kernel/fields.js';
import { localizedText, replacement, translation } from '../../kernel/localized-text.js';

const source = streamIdOf('literatureSource');

/** `2015`, `2015-06` or `2015-06-30`. */
const periodDate = z
  .string()
  .regex(
    /^(?!0000)\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/,
    'must be a year, a month or a date: YYYY, YYYY-MM or YYYY-MM-DD',
  );

/** When the figure was true: from (and at) a year or date, to another one inclusive. */
export const period = z
  .strictObject({ from: periodDate, to: periodDate.optional() })
  .refine(({ from, to }) => to === undefined || to.slice(0, from.length) >= from.slice(0, to.length), {
    error: 'must not end before it begins',
    path: ['to'],
  })
  .register(apiNames, { name: 'PeriodInput' });
export type Period = z.infer<typeof period>;

/** The texts of a figure, each in its languages. */
export const figureTexts = ['indicator', 'population', 'geography', 'definition', 'note'] as const;
export type FigureText = (typeof figureTexts)[number];

/** Characters of a figure's text, by its field. */
export const figureTextLimits: Readonly<Record<FigureText, number>> = {
  indicator: limits.name,
  population: limits.name,
  geography: limits.name,
  definition: limits.longText,
  note: limits.longText,
};

const facts = z.strictObject({
  /** As published, in units of `unit`: `%`, `enterprises`, `CAD`. */
  value: z.number().min(-1e15).max(1e15),
  unit: text(limits.code),
  /** Code of the scheme `regions`, where the figure is about one. */
  region: code.optional(),
  /** The source itself rounds it or says «about». */
  approximate: z.boolean().optional(),
  period: period.optional(),
  /** Answers or cases that it was computed from. */
  n: z.int().min(0).optional(),
  source,
  page: text(limits.code).optional(),
  /** The source through which it is known, where `source` itself was not read. */
  reportedBy: source.optional(),
  externalReferences: externalReferences.optional(),
});

export const recordedFigure = facts.extend({
  indicator: z
    .strictObject({ code, label: localizedText(limits.name) })
    .register(apiNames, { name: 'IndicatorInput' }),
  population: localizedText(limits.name),
  geography: localizedText(limits.name),
  definition: localizedText(limits.longText).optional(),
  note: localizedText(limits.longText).optional(),
  fictional: z.boolean().optional(),
});

/** What a correction sets; null takes a value away, a missing key leaves it. Of texts, one language each. */
export const figureCorrection = z.strictObject({
  ...facts.partial().shape,
  region: code.nullable().optional(),
  period: period.nullable().optional(),
  n: z.int().min(0).nullable().optional(),
  page: text(limits.code).nullable().optional(),
  reportedBy: source.nullable().optional(),
  indicatorCode: code.optional(),
  indicator: replacement(limits.name).optional(),
  population: replacement(limits.name).optional(),
  geography: replacement(limits.name).optional(),
  definition: replacement(limits.longText).optional(),
  note: replacement(limits.longText).optional(),
  reason: text(limits.reason),
});

/** Why the figure is not to be relied on any more. Readers see it. */
export const figureRetraction = z.strictObject({ reason: text(limits.reason) });

export const publishedFigureEvents = defineEvents('publishedFigure', {
  FigureRecorded: event(recordedFigure),
  FigureCorrected: event(figureCorrection),
  FigureRetracted: event(figureRetraction),
  TextTranslated: event(translation(limits.longText).extend({ field: z.enum(figureTexts) })),
});
export type PublishedFigureEvent = EventOf<typeof publishedFigureEvents>;
