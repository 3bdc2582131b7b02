import { choose, type LocalizedText } from '../../kernel/localized-text.js';

/** The languages in which a history is told. */
export const spokenLanguages = ['fr', 'en'] as const;
export type SpokenLanguage = (typeof spokenLanguages)[number];

/** The same words in each language. */
export type Term = Readonly<Record<SpokenLanguage, string>>;

/** Code points of a text that a sentence quotes, at most. */
const QUOTED = 80;

/** The first of the wanted languages (BCP-47 tags, best first) that a history is told in; else French. */
export function spokenLanguage(wanted: readonly string[]): SpokenLanguage {
  for (const tag of wanted) {
    const found = spokenLanguages.find((language) => language === tag.split('-')[0]?.toLowerCase());
    if (found) return found;
  }
  return 'fr';
}

/** What the things that an event names by id or code are called; null where that is not known or not to be seen. */
export interface Names {
  organization(id: string): LocalizedText | null;
  concept(scheme: string, code: string): LocalizedText | null;
  /** A part of the record itself, such as an outcome. */
  part(id: string): LocalizedText | null;
}

/** On one line, and at most 80 code points long. */
export function shortened(text: string): string {
  const line = text.replace(/\s+/gu, ' ');
  // Two code units a code point at most, so that a long text is not taken apart as a whole.
  const points = [...line.slice(0, 2 * QUOTED + 1)];
  return points.length > QUOTED ? `${points.slice(0, QUOTED - 1).join('')}…` : line;
}

export function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

/** One language's way of writing, and the names that it needs. */
export class Speech {
  private readonly languageNames: Intl.DisplayNames;
  private readonly numbers: Intl.NumberFormat;

  constructor(
    readonly language: SpokenLanguage,
    private readonly names: Names,
  ) {
    this.languageNames = new Intl.DisplayNames(language, { type: 'language' });
    this.numbers = new Intl.NumberFormat(`${language}-CA`, { maximumSignificantDigits: 21 });
  }

  say(fr: string, en: string): string {
    return this.language === 'fr' ? fr : en;
  }

  term(term: Term): string {
    return term[this.language];
  }

  /** What follows is said of what goes before. */
  get colon(): string {
    return this.say('\u00a0: ', ': ');
  }

  quote(text: string): string {
    const short = shortened(text);
    return this.say(`«\u00a0${short}\u00a0»`, `“${short}”`);
  }

  quotes(texts: readonly string[]): string {
    return texts.map((text) => this.quote(text)).join(', ');
  }

  /** A localized text as an event carries it: in this language if there is one, else as it was first written. */
  quoteOf(texts: readonly { readonly language: string; readonly text: string }[]): string {
    const found = texts.find(({ language }) => language.split('-')[0] === this.language) ?? texts[0]!;
    return this.quote(found.text);
  }

  number(value: number): string {
    return this.numbers.format(value);
  }

  /** The name of a language: `anglais`, `Canadian French`. */
  languageName(tag: string): string {
    return this.languageNames.of(tag) ?? tag;
  }

  /** The organization's name, or its id where the name is not to be seen. */
  organization(id: string): string {
    return this.named(this.names.organization(id)) ?? id;
  }

  concepts(scheme: string, codes: readonly string[]): string {
    return codes.map((code) => this.named(this.names.concept(scheme, code)) ?? code).join(', ');
  }

  part(id: string): string | null {
    return this.named(this.names.part(id));
  }

  private named(text: LocalizedText | null): string | null {
    return text && (choose(text, [this.language])?.text ?? null);
  }
}
