import { limits } from '../../../kernel/fields.js';
import type { SkosOptions } from './choose-schemes.js';
import type { ConceptDraft } from './draft-scheme.js';
import { note, type Finding } from './finding.js';
import { textsByLanguage, type TextReading } from './read-texts.js';
import type { SkosConcept } from './skos-document.js';

export type Wording = Pick<ConceptDraft, 'label' | 'alternativeLabels' | 'definition'>;

/** Labels and definition of a concept; null where it has no label and may not be given one. */
export function readWording(
  concept: SkosConcept,
  code: string,
  main: string,
  options: SkosOptions,
  findings: Finding[],
): Wording | null {
  const subject = concept.iri;
  const reading = (what: string, max: number): TextReading => ({
    subject,
    what,
    max,
    defaultLanguage: options.defaultLanguage,
    findings,
  });
  const preferred = textsByLanguage(concept.labels, reading('preferred label', limits.name));
  const label = [...preferred].map(([language, [first]]) => ({ language, text: first! }));
  const surplus = [...preferred].flatMap(([language, [, ...more]]) =>
    more.map((text) => ({ language, text })),
  );
  for (const { language, text } of surplus) {
    note(
      findings,
      'warning',
      'SECOND_PREFERRED_LABEL',
      subject,
      `${JSON.stringify(text)}@${language} becomes an alternative label: a language has one preferred`,
    );
  }
  if (label.length === 0) {
    if (!options.labelFromCode) {
      note(
        findings,
        'error',
        'NO_LABEL',
        subject,
        'The concept has no label that can be used: it is left out (--label-from-code gives it its code)',
      );
      return null;
    }
    label.push({ language: main, text: code });
  }
  const others = [...textsByLanguage(concept.alternatives, reading('alternative label', limits.name))];
  const alternatives = [
    ...surplus,
    ...others.flatMap(([language, texts]) => texts.map((text) => ({ language, text }))),
  ];
  const fresh = alternatives.filter(
    ({ language, text }) => !label.some((entry) => entry.language === language && entry.text === text),
  );
  const distinct = [...new Map(fresh.map((entry) => [`${entry.language} ${entry.text}`, entry])).values()];
  if (distinct.length > limits.list)
    note(
      findings,
      'error',
      'TOO_MANY_LABELS',
      subject,
      `Only ${limits.list} of its ${distinct.length} alternative labels are kept`,
    );
  const definitions = textsByLanguage(concept.definitions, reading('definition', limits.longText));
  const definition = [...definitions].map(([language, parts]) => ({
    language,
    text: parts.join('\n\n').slice(0, limits.longText).trim(),
  }));
  return {
    label: originalFirst(label, main),
    alternativeLabels: distinct.slice(0, limits.list),
    definition: originalFirst(definition, main),
  };
}

/** The first text of a localized text is its original: the vocabulary's main language, where there is one. */
export function originalFirst<Entry extends { language: string }>(
  texts: readonly Entry[],
  main: string,
): Entry[] {
  return [
    ...texts.filter(({ language }) => language === main),
    ...texts.filter(({ language }) => language !== main),
  ];
}

/** The language in which most concepts have a label. */
export function mainLanguage(concepts: readonly SkosConcept[]): string | null {
  const counts = new Map<string, number>();
  for (const { labels } of concepts) {
    for (const tag of new Set(labels.map(({ language }) => language)))
      counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  counts.delete('');
  const most = [...counts].reduce<[string, number] | null>(
    (best, next) => (best && best[1] >= next[1] ? best : next),
    null,
  );
  return most ? normalizeMain(most[0]) : null;
}

function normalizeMain(tag: string): string | null {
  const silent: TextReading = { subject: null, what: '', max: limits.name, findings: [] };
  return [...textsByLanguage([{ text: '-', language: tag }], silent).keys()][0] ?? null;
}
