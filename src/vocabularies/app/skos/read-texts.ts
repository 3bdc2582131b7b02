import { limits, text } from '../../../kernel/fields.js';
import type { Finding } from './finding.js';
import { isNarrower, normalizeTag } from './language-tags.js';
import type { SkosText } from './skos-document.js';

export interface TextReading {
  readonly subject: string | null;
  /** How a finding calls them: "preferred label". */
  readonly what: string;
  readonly max: number;
  readonly defaultLanguage?: string;
  readonly findings: Finding[];
}

/** Texts by normalized language, in the document's order, without repetition; what cannot be kept is reported. */
export function textsByLanguage(texts: readonly SkosText[], reading: TextReading): Map<string, string[]> {
  const kept = new Map<string, string[]>();
  const languages = new Set(texts.map(({ language }) => language.toLowerCase()));
  for (const { text: raw, language: tag } of texts) {
    const read = text(reading.max).safeParse(raw);
    if (!read.success) {
      report(
        reading,
        raw.trim() === '' ? 'EMPTY_TEXT' : 'TEXT_LEFT_OUT',
        `${read.error.issues[0]!.message} (${shown(raw, tag)})`,
      );
      continue;
    }
    const language = tag === '' ? reading.defaultLanguage : normalizeTag(tag);
    if (language === undefined || language === null) {
      const hint =
        tag === ''
          ? 'has no language (--default-language gives it one)'
          : `has a language tag that is not read: "${tag}"`;
      report(reading, tag === '' ? 'NO_LANGUAGE' : 'LANGUAGE_UNKNOWN', `${shown(raw, tag)} ${hint}`);
      continue;
    }
    // "en-scouse" must not displace what the document says in "en".
    if (isNarrower(tag || language, language) && languages.has(language.toLowerCase())) {
      report(reading, 'LANGUAGE_VARIANT', `${shown(raw, tag)} is left out: there is one in "${language}"`);
      continue;
    }
    const list = kept.get(language) ?? [];
    if (!list.includes(read.data)) list.push(read.data);
    kept.set(language, list);
    if (kept.size > limits.languages) {
      kept.delete(language);
      report(
        reading,
        'TOO_MANY_LANGUAGES',
        `Only ${limits.languages} languages are kept, "${language}" is left out`,
      );
    }
  }
  return kept;
}

function report({ findings, subject, what }: TextReading, code: string, message: string): void {
  findings.push({ severity: 'warning', code, subject, message: `The ${what} ${message}` });
}

function shown(text: string, tag: string): string {
  return `${JSON.stringify(text.slice(0, 80))}${tag === '' ? '' : `@${tag}`}`;
}
