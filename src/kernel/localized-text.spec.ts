import fc from 'fast-check';
import { rejection } from '../../test/support/given-when-then.js';
import {
  applyReplacement,
  applyTranslation,
  choose,
  decideReplacement,
  decideTranslation,
  fromInput,
  isStale,
  localizedText,
  originalOf,
  replacement,
  translation,
  type LocalizedText,
} from './localized-text.js';

const title = fromInput([
  { language: 'fr', text: 'Emploi' },
  { language: 'en', text: 'Employment' },
]);
const reworded = { language: 'fr', text: 'Travail', replaces: 1 };
const toSpanish = { language: 'es', text: 'Empleo', origin: 'machine' as const, of: 1, replaces: 0 };

describe('localizedText', () => {
  const schema = localizedText(10);
  const messagesOf = (value: unknown) => schema.safeParse(value).error?.issues.map(({ message }) => message);

  it('takes texts, trims them, and has the first for the original', () => {
    const texts = schema.parse([
      { language: 'fr', text: ' Emploi ' },
      { language: 'en', text: 'Job', origin: 'machine' },
    ]);
    expect(fromInput(texts)).toEqual({
      fr: { text: 'Emploi', origin: 'original', version: 1 },
      en: { text: 'Job', origin: 'machine', version: 1, of: 1 },
    });
  });
  it('lets another than the first be the original', () => {
    const texts = schema.parse([
      { language: 'fr', text: 'Emploi', origin: 'human' },
      { language: 'en', text: 'Job', origin: 'original' },
    ]);
    expect(originalOf(fromInput(texts))?.language).toBe('en');
  });
  it.each([
    [[], 'must have a text in at least one language'],
    [
      [
        { language: 'fr', text: 'a' },
        { language: 'fr', text: 'b' },
      ],
      'must not name a language twice',
    ],
    [[{ language: 'fr', text: 'a', origin: 'human' }], 'must have exactly one original'],
    [
      [
        { language: 'fr', text: 'a' },
        { language: 'en', text: 'b', origin: 'original' },
      ],
      'must have exactly one original',
    ],
    [[{ language: 'fr', text: '  ' }], 'must not be empty'],
    [[{ language: 'fr', text: 'x'.repeat(11) }], 'must have at most 10 characters'],
    [[{ language: 'french', text: 'a' }], 'must be a BCP-47 language tag such as fr, en or fr-CA'],
  ])('refuses %j', (value, message) => expect(messagesOf(value)).toContain(message));
});

describe('replacing', () => {
  it('counts versions and leaves the rest', () => {
    expect(decideReplacement(title, reworded, [])).toEqual(reworded);
    const after = applyReplacement(title, reworded);
    expect(after.fr).toEqual({ text: 'Travail', origin: 'original', version: 2 });
    expect(after.en).toBe(title.en);
  });
  it('makes its translations stale, until they are made again', () => {
    const after = applyReplacement(title, reworded);
    expect([isStale(title, 'en'), isStale(after, 'en'), isStale(after, 'fr'), isStale(after, 'es')]).toEqual([
      false,
      true,
      false,
      false,
    ]);
    const again = applyTranslation(after, {
      language: 'en',
      text: 'Work',
      origin: 'human',
      of: 2,
      replaces: 1,
    });
    expect(isStale(again, 'en')).toBe(false);
    expect(again.en).toEqual({ text: 'Work', origin: 'human', of: 2, version: 2 });
  });
  it('keeps a translation one of the version that it renders', () => {
    const after = applyReplacement(applyReplacement(title, reworded), {
      language: 'en',
      text: 'Jobs',
      replaces: 1,
    });
    expect(after.en).toEqual({ text: 'Jobs', origin: 'human', version: 2, of: 1 });
    expect(isStale(after, 'en')).toBe(true);
  });
  it('makes a machine’s translation a human one', () => {
    const after = applyReplacement(applyTranslation(title, toSpanish), {
      language: 'es',
      text: 'Trabajo',
      replaces: 1,
    });
    expect(after.es).toEqual({ text: 'Trabajo', origin: 'human', version: 2, of: 1 });
  });
  it('writes the first text as the original, and one in another language as its translation', () => {
    const first = applyReplacement(undefined, { language: 'fr', text: 'Emploi', replaces: 0 });
    expect(first).toEqual({ fr: { text: 'Emploi', origin: 'original', version: 1 } });
    const second = applyReplacement(applyReplacement(first, reworded), {
      language: 'en',
      text: 'Work',
      replaces: 0,
    });
    expect(second.en).toEqual({ text: 'Work', origin: 'human', version: 1, of: 2 });
  });
  it('says what stands where another version was meant', () => {
    const error = rejection(() => decideReplacement(title, { ...reworded, replaces: 2 }, ['title']));
    expect(error).toMatchObject({
      code: 'TEXT_CONFLICT',
      path: ['title', 'replaces'],
      details: { language: 'fr', expected: 2, actual: 1, currentText: 'Emploi', yourText: 'Travail' },
    });
    expect(rejection(() => decideReplacement(undefined, reworded, [])).details).toMatchObject({
      actual: 0,
      currentText: null,
    });
  });
  it('changes nothing where it reads so', () =>
    expect(decideReplacement(title, { ...reworded, text: 'Emploi' }, [])).toBeNull());
});

describe('translating', () => {
  it('adds a language', () => {
    expect(decideTranslation(title, toSpanish, [])).toEqual(toSpanish);
    expect(applyTranslation(title, toSpanish).es).toEqual({
      text: 'Empleo',
      origin: 'machine',
      of: 1,
      version: 1,
    });
  });
  it('takes a better origin for the same text', () => {
    const after = applyTranslation(title, toSpanish);
    expect(decideTranslation(after, { ...toSpanish, replaces: 1 }, [])).toBeNull();
    expect(decideTranslation(after, { ...toSpanish, origin: 'human', replaces: 1 }, [])).not.toBeNull();
  });
  it.each([
    ['TRANSLATION_OF_NOTHING', undefined, {}, ['t']],
    ['TRANSLATION_OF_NOTHING', title, { of: 2 }, ['t', 'of']],
    ['LANGUAGE_IS_ORIGINAL', title, { language: 'fr' }, ['t', 'language']],
    ['TEXT_CONFLICT', title, { language: 'en' }, ['t', 'replaces']],
  ] as const)('refuses with %s', (code, localized, more, path) =>
    expect(rejection(() => decideTranslation(localized, { ...toSpanish, ...more }, ['t']))).toMatchObject({
      code,
      path,
    }),
  );
});

describe('choose', () => {
  const texts = fromInput([
    { language: 'es', text: 'Empleo' },
    { language: 'fr-CA', text: 'Emploi' },
    { language: 'en', text: 'Employment' },
  ]);
  it.each([
    [['en'], 'en'],
    [['en-GB'], 'en'],
    [['EN'], 'en'],
    [['de', 'es'], 'es'],
    [['fr'], 'fr-CA'],
    [[], 'fr-CA'],
    [['de'], 'fr-CA'],
  ])('serves %j in %s', (languages, served) => expect(choose(texts, languages)?.language).toBe(served));

  it('falls back to the original, and says whether a translation is stale', () => {
    expect(choose(fromInput([{ language: 'es', text: 'Empleo' }]), ['de'])).toMatchObject({
      language: 'es',
      stale: false,
    });
    expect(choose(applyReplacement(title, reworded), ['en'])).toMatchObject({
      text: 'Employment',
      stale: true,
    });
    expect(choose({}, ['fr'])).toBeNull();
  });
});

describe('any replacements and translations', () => {
  const language = fc.constantFrom('fr', 'en', 'es-MX');
  const text = fc.constantFrom('a', 'b', 'c');
  const replacing = fc
    .record({ language, text, replaces: fc.nat(4) })
    .map((wanted) => ({ kind: 'replace' as const, wanted }));
  const translating = fc
    .record({
      language,
      text,
      origin: fc.constantFrom('human' as const, 'machine' as const),
      of: fc.integer({ min: 1, max: 4 }),
      replaces: fc.nat(4),
    })
    .map((wanted) => ({ kind: 'translate' as const, wanted }));

  it('keep one original, versions that only grow, and say nothing new when said twice', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(replacing, translating), { maxLength: 30 }), (steps) => {
        let localized: LocalizedText | undefined;
        for (const step of steps) {
          const decide = () =>
            step.kind === 'replace'
              ? decideReplacement(localized, step.wanted, [])
              : decideTranslation(localized, step.wanted, []);
          const before: number = localized?.[step.wanted.language]?.version ?? 0;
          let decided: unknown;
          try {
            decided = decide();
          } catch (error) {
            expect(error).toHaveProperty('name', 'DomainError');
            continue;
          }
          if (decided === null) continue;
          localized =
            step.kind === 'replace'
              ? applyReplacement(localized, step.wanted)
              : applyTranslation(localized, step.wanted);
          expect(decide()).toBeNull();
          expect(localized[step.wanted.language]?.version).toBe(before + 1);
          const entries = Object.values(localized);
          expect(entries.filter(({ origin }) => origin === 'original')).toHaveLength(1);
          expect(entries.every((e) => (e.origin === 'original') === (e.of === undefined))).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});

it('keeps to its limits', () => {
  expect(replacement(5).safeParse({ language: 'fr', text: '123456', replaces: 0 }).success).toBe(false);
  expect(replacement(5).safeParse({ language: 'fr', text: '12345', replaces: -1 }).success).toBe(false);
  expect(translation(5).safeParse({ ...toSpanish, text: '12345' }).success).toBe(true);
  expect(translation(5).safeParse({ ...toSpanish, text: '1', origin: 'original' }).success).toBe(false);
});
