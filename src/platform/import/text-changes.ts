import {
  originalOf,
  type LocalizedText,
  type LocalizedTextInput,
  type Replacement,
  type Translation,
} from '../../kernel/localized-text.js';
import type { Change } from './report.js';

/** What makes a localized text agree with what an edition says of it. */
export interface TextChanges {
  /** Of the original, or the first text that there is. */
  readonly replacement: Replacement | null;
  readonly translations: readonly Translation[];
  readonly changes: readonly Change[];
}

/**
 * Languages that the edition does not have are left alone. When the original changes, the translations that the edition
 * states are stated again as translations of the new wording, so that they do not count as stale.
 */
export function textChanges(
  field: string,
  current: LocalizedText | undefined,
  wanted: LocalizedTextInput,
): TextChanges {
  const original = current && originalOf(current);
  const originalLanguage = original?.language ?? wanted[0]?.language;
  let replacement: Replacement | null = null;
  const changes: Change[] = [];
  const say = (language: string, to: string) =>
    changes.push({ field: `${field}.${language}`, from: current?.[language]?.text ?? null, to });

  const rewording = wanted.find(({ language }) => language === originalLanguage);
  if (rewording && current?.[rewording.language]?.text !== rewording.text) {
    replacement = {
      language: rewording.language,
      text: rewording.text,
      replaces: original?.text.version ?? 0,
    };
    say(rewording.language, rewording.text);
  }
  const of = (original?.text.version ?? 0) + (replacement ? 1 : 0);
  const translations = wanted.flatMap(({ language, text }): Translation[] => {
    if (language === originalLanguage) return [];
    const standing = current?.[language];
    if (standing?.text === text && (replacement === null || standing.of === of)) return [];
    if (standing?.text !== text) say(language, text);
    return [{ language, text, origin: 'human', of, replaces: standing?.version ?? 0 }];
  });
  return { replacement, translations, changes };
}
