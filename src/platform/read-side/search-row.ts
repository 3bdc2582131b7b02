import { Column, PrimaryColumn } from 'typeorm';
import { originalOf, type LocalizedText } from '../../kernel/localized-text.js';

const vector = (language: 'fr' | 'en') =>
  `setweight(to_tsvector('casebook.${language}', title_${language}), 'A') || ` +
  `setweight(to_tsvector('casebook.${language}', body_${language}), 'B')`;

/**
 * The searchable texts of a record, apart from its row so that a search reads narrow pages only. Where a language is
 * missing, the original stands in, so that an untranslated record is found in both.
 */
export abstract class SearchRow {
  @PrimaryColumn({ type: 'text', collation: 'C' })
  id!: string;

  @Column({ type: 'text' })
  title_fr!: string;

  @Column({ type: 'text' })
  body_fr!: string;

  @Column({ type: 'text' })
  title_en!: string;

  @Column({ type: 'text' })
  body_en!: string;

  @Column({ type: 'tsvector', select: false, generatedType: 'STORED', asExpression: vector('fr') })
  fr?: string;

  @Column({ type: 'tsvector', select: false, generatedType: 'STORED', asExpression: vector('en') })
  en?: string;
}

/** Characters of a text that are indexed: a tsvector holds at most 1 MB. */
const INDEXED = 100_000;

/** The rows' texts from titles and bodies, each localized; plain strings count for both languages. */
export function searchTexts(
  titles: readonly (LocalizedText | string | null)[],
  bodies: readonly (LocalizedText | string | null)[],
) {
  return {
    title_fr: inLanguage(titles, 'fr'),
    body_fr: inLanguage(bodies, 'fr'),
    title_en: inLanguage(titles, 'en'),
    body_en: inLanguage(bodies, 'en'),
  };
}

function inLanguage(texts: readonly (LocalizedText | string | null)[], language: string): string {
  return texts
    .map((text) => (text === null || typeof text === 'string' ? text : pick(text, language)))
    .filter((text) => text !== null && text !== '')
    .join('\n')
    .slice(0, INDEXED);
}

function pick(text: LocalizedText, language: string): string | null {
  const tag = Object.keys(text).find((candidate) => candidate.split('-')[0] === language);
  return (tag === undefined ? originalOf(text)?.text.text : text[tag]!.text) ?? null;
}
