import { z } from 'zod';
import { DomainError } from './errors.js';
import { apiNames, language, text } from './fields.js';

/** Where a text comes from: written in its language, or translated by a person or a machine. */
export const textOrigins = ['original', 'human', 'machine'] as const;
export type TextOrigin = (typeof textOrigins)[number];

/** One language's text. `version` counts its replacements from 1; `of` is the version of the original that a translation renders. */
export interface TextInLanguage {
  readonly text: string;
  readonly origin: TextOrigin;
  readonly version: number;
  readonly of?: number;
}

/** A text per language. Exactly one is the original. */
export type LocalizedText = Readonly<Record<string, TextInLanguage>>;

/** A localized text as commands and events carry it: the first is the original, the others are its translations. */
export const localizedText = (max: number) =>
  z
    .array(
      z
        .strictObject({ language, text: text(max), origin: z.enum(textOrigins).optional() })
        .register(apiNames, { name: 'LocalizedTextInput' }),
    )
    .min(1, 'must have a text in at least one language')
    .max(40)
    .refine(
      (texts) => new Set(texts.map((t) => t.language)).size === texts.length,
      'must not name a language twice',
    )
    .refine(
      (texts) => texts.filter((t, i) => originOf(t, i) === 'original').length === 1,
      'must have exactly one original',
    );

export type LocalizedTextInput = readonly { language: string; text: string; origin?: TextOrigin }[];

/** The new wording of one language's text, and the version of that text which its writer had read. */
export const replacement = (max: number) =>
  z
    .strictObject({ language, text: text(max), replaces: z.int().min(0) })
    .register(apiNames, { name: 'ReplacementInput' });
export type Replacement = { language: string; text: string; replaces: number };

/** A translation: into `language`, of version `of` of the original, replacing version `replaces` (0: none yet). */
export const translation = (max: number) =>
  z.strictObject({
    language,
    text: text(max),
    origin: z.enum(['human', 'machine']),
    of: z.int().min(1),
    replaces: z.int().min(0),
  });
export type Translation = {
  language: string;
  text: string;
  origin: 'human' | 'machine';
  of: number;
  replaces: number;
};

function originOf(entry: { origin?: TextOrigin }, index: number): TextOrigin {
  return entry.origin ?? (index === 0 ? 'original' : 'human');
}

export function fromInput(texts: LocalizedTextInput): LocalizedText {
  return Object.fromEntries(
    texts.map((entry, index) => {
      const origin = originOf(entry, index);
      return [
        entry.language,
        { text: entry.text, origin, version: 1, ...(origin === 'original' ? {} : { of: 1 }) },
      ] as const;
    }),
  );
}

export function originalOf(localized: LocalizedText): { language: string; text: TextInLanguage } | null {
  for (const [lang, entry] of Object.entries(localized)) {
    if (entry.origin === 'original') return { language: lang, text: entry };
  }
  return null;
}

/** A translation is stale when its original has been replaced since. */
export function isStale(localized: LocalizedText, lang: string): boolean {
  const entry = localized[lang];
  if (!entry || entry.origin === 'original') return false;
  const original = originalOf(localized);
  return original !== null && (entry.of ?? 0) < original.text.version;
}

/**
 * Decides on a replacement: the event's data, or null when the text already reads so.
 * Replacing a translation keeps it a translation of the version it had.
 * @throws TEXT_CONFLICT with the current text when another version stands than the one named
 */
export function decideReplacement(
  localized: LocalizedText | undefined,
  wanted: Replacement,
  path: readonly (string | number)[],
): Replacement | null {
  const current = localized?.[wanted.language];
  if (current && current.text === wanted.text) return null;
  assertVersion(current, wanted, path);
  return wanted;
}

/**
 * Decides on a translation: the event's data, or null when it already reads so.
 * @throws TRANSLATION_OF_NOTHING, LANGUAGE_IS_ORIGINAL, TEXT_CONFLICT
 */
export function decideTranslation(
  localized: LocalizedText | undefined,
  wanted: Translation,
  path: readonly (string | number)[],
): Translation | null {
  const original = localized && originalOf(localized);
  if (!original)
    throw new DomainError('TRANSLATION_OF_NOTHING', 'There is no original text to translate', path);
  if (original.language === wanted.language) {
    throw new DomainError(
      'LANGUAGE_IS_ORIGINAL',
      `The original is written in "${wanted.language}": replace it instead of translating into it`,
      [...path, 'language'],
    );
  }
  if (wanted.of > original.text.version) {
    throw new DomainError(
      'TRANSLATION_OF_NOTHING',
      `The original has no version ${wanted.of} yet`,
      [...path, 'of'],
      {
        originalVersion: original.text.version,
      },
    );
  }
  const current = localized[wanted.language];
  if (current && current.text === wanted.text && current.of === wanted.of && current.origin === wanted.origin)
    return null;
  assertVersion(current, wanted, path);
  return wanted;
}

function assertVersion(
  current: TextInLanguage | undefined,
  wanted: { language: string; text: string; replaces: number },
  path: readonly (string | number)[],
): void {
  const actual = current?.version ?? 0;
  if (wanted.replaces === actual) return;
  throw new DomainError(
    'TEXT_CONFLICT',
    `This replaces version ${wanted.replaces} of the text in "${wanted.language}", but version ${actual} stands`,
    [...path, 'replaces'],
    {
      language: wanted.language,
      expected: wanted.replaces,
      actual,
      currentText: current?.text ?? null,
      yourText: wanted.text,
    },
  );
}

/**
 * The text after a replacement. A language that had none becomes a translation of the original, or the original itself.
 * A machine's translation that somebody has reworded is a human one from then on.
 */
export function applyReplacement(localized: LocalizedText | undefined, event: Replacement): LocalizedText {
  const before = localized ?? {};
  const current = before[event.language];
  const original = originalOf(before);
  if (current) {
    const origin = current.origin === 'machine' ? 'human' : current.origin;
    return {
      ...before,
      [event.language]: { ...current, text: event.text, origin, version: current.version + 1 },
    };
  }
  const entry: TextInLanguage = original
    ? { text: event.text, origin: 'human', version: 1, of: original.text.version }
    : { text: event.text, origin: 'original', version: 1 };
  return { ...before, [event.language]: entry };
}

export function applyTranslation(localized: LocalizedText | undefined, event: Translation): LocalizedText {
  const before = localized ?? {};
  return {
    ...before,
    [event.language]: {
      text: event.text,
      origin: event.origin,
      of: event.of,
      version: (before[event.language]?.version ?? 0) + 1,
    },
  };
}

/** The text that a reader of `languages` (in order of preference) is served: a preferred one, else French, English, the original. */
export function choose(
  localized: LocalizedText,
  languages: readonly string[],
): ({ language: string; stale: boolean } & TextInLanguage) | null {
  for (const wanted of languages) {
    const match = tagFor(localized, wanted);
    if (match !== undefined) return served(localized, match);
  }
  const tag =
    tagFor(localized, 'fr') ??
    tagFor(localized, 'en') ??
    originalOf(localized)?.language ??
    Object.keys(localized)[0];
  return tag === undefined ? null : served(localized, tag);
}

/** The tag as it stands, else in other letters, else one of the same language. */
function tagFor(localized: LocalizedText, wanted: string): string | undefined {
  // Most are found so, and a list asks for a hundred.
  if (Object.hasOwn(localized, wanted)) return wanted;
  const available = Object.keys(localized);
  const lower = wanted.toLowerCase();
  return (
    available.find((tag) => tag.toLowerCase() === lower) ??
    available.find((tag) => tag.split('-')[0] === lower.split('-')[0])
  );
}

function served(localized: LocalizedText, lang: string) {
  return { language: lang, stale: isStale(localized, lang), ...localized[lang]! };
}
