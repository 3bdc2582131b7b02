import type { LocalizedText } from '../../kernel/localized-text.js';
import { omit, sameJson, sameMembers } from '../../kernel/values.js';
import type { AttachedEvidence, CaseStudyContent, Claim } from '../domain/case-study.content.js';
import { textNames, type TextName } from '../domain/case-study.fields.js';

/** The languages in which changes are told. */
export const toldLanguages = ['fr', 'en'] as const;
export type ToldLanguage = (typeof toldLanguages)[number];

type Words = Readonly<Record<ToldLanguage, string>>;
const words = (fr: string, en: string): Words => ({ fr, en });

const textWords: Readonly<Record<TextName, Words>> = {
  title: words('Titre', 'Title'),
  context: words('Contexte', 'Context'),
  need: words('Besoin', 'Need'),
  solution: words('Solution', 'Solution'),
  results: words('Résultats', 'Results'),
  lessons: words('Leçons', 'Lessons'),
};
const listWords = {
  organization: words('Organisation', 'Organization'),
  authors: words('Auteurs', 'Authors'),
  missions: words('Missions sociales', 'Social missions'),
  digitalUses: words('Usages numériques', 'Digital uses'),
  sectors: words('Secteurs', 'Sectors'),
  characteristics: words('Caractéristiques distinctives', 'Distinctive characteristics'),
  initiatives: words('Initiatives', 'Initiatives'),
  sources: words('Sources', 'Sources'),
  externalReferences: words('Références externes', 'External references'),
} as const satisfies Partial<Record<keyof CaseStudyContent, Words>>;
/** Of these the order is part of what they say. */
const ordered: ReadonlySet<string> = new Set(['authors', 'initiatives', 'sources']);

/** Code points of a statement that a sentence quotes, at most. */
const QUOTED = 80;

/**
 * What one edition says otherwise than the one before it, a sentence each, without full stops. Only what both editions
 * say themselves is compared: how claims stand now is not part of an edition.
 */
export function editionChanges(
  before: CaseStudyContent,
  after: CaseStudyContent,
  language: ToldLanguage,
): string[] {
  const told = new Told(language);
  return [
    ...textNames.flatMap((name) => told.text(textWords[name], textIn(before, name), textIn(after, name))),
    ...(Object.keys(listWords) as (keyof typeof listWords)[]).flatMap((list) => {
      const [was, is] = [before[list], after[list]];
      if (typeof was === 'string' || typeof is === 'string')
        return was === is ? [] : [told.sentence(listWords[list], words('modifiée', 'changed'))];
      const same = ordered.has(list) ? sameJson(was, is) : sameMembers(was, is);
      return same ? [] : [told.sentence(listWords[list], words('liste modifiée', 'list changed'))];
    }),
    ...told.claims(before.claims, after.claims),
  ];
}

function textIn(content: CaseStudyContent, name: TextName): LocalizedText {
  return name === 'title' ? content.title : (content.sections[name] ?? {});
}

const unchecked = (evidence: AttachedEvidence) => omit(evidence, 'checked');

class Told {
  private readonly names: Intl.DisplayNames;

  constructor(private readonly language: ToldLanguage) {
    this.names = new Intl.DisplayNames(language, { type: 'language' });
  }

  /** `Besoin (anglais) : traduction ajoutée` */
  text(name: Words, before: LocalizedText, after: LocalizedText): string[] {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((tag) => {
      const [was, is] = [before[tag], after[tag]];
      if (was?.text === is?.text) return [];
      const called = `${name[this.language]} (${this.names.of(tag) ?? tag})`;
      const what =
        was === undefined
          ? is?.origin === 'original'
            ? words('texte ajouté', 'text added')
            : words('traduction ajoutée', 'translation added')
          : is?.origin === 'original'
            ? words('texte révisé', 'text revised')
            : words('traduction révisée', 'translation revised');
      return [called + this.colon + what[this.language]];
    });
  }

  claims(before: readonly Claim[], after: readonly Claim[]): string[] {
    const earlier = new Map(before.map((claim) => [claim.claimId, claim]));
    const later = new Set(after.map(({ claimId }) => claimId));
    return [
      ...after.flatMap((claim) => this.claim(earlier.get(claim.claimId), claim)),
      ...before
        .filter(({ claimId }) => !later.has(claimId))
        .map((claim) => this.sentence(words('Énoncé retiré', 'Claim retracted'), this.quoted(claim))),
    ];
  }

  sentence(subject: Words, predicate: Words): string {
    return subject[this.language] + this.colon + predicate[this.language];
  }

  private claim(before: Claim | undefined, after: Claim): string[] {
    const quoted = this.quoted(after);
    if (!before) return [this.sentence(words('Nouvel énoncé', 'New claim'), quoted)];
    // A version counts changes; it is not one of them.
    const { evidence: was, version: _, ...saidBefore } = before;
    const { evidence: is, version: __, ...saidAfter } = after;
    return [
      ...(sameJson(saidBefore, saidAfter)
        ? []
        : [this.sentence(words('Énoncé révisé', 'Claim revised'), quoted)]),
      // Who has checked a quotation, and when, is not what the edition says.
      ...(sameJson(was.map(unchecked), is.map(unchecked))
        ? []
        : [this.sentence(words('Preuves de l’énoncé modifiées', 'Evidence of a claim changed'), quoted)]),
    ];
  }

  private quoted({ statement }: Claim): Words {
    const [any] = Object.values(statement);
    const text = (statement[this.language] ?? any)!.text.replace(/\s+/gu, ' ');
    const points = [...text.slice(0, 2 * QUOTED + 1)];
    const short = points.length > QUOTED ? `${points.slice(0, QUOTED - 1).join('')}…` : text;
    return words(`«\u00a0${short}\u00a0»`, `“${short}”`);
  }

  private get colon(): string {
    return this.language === 'fr' ? '\u00a0: ' : ': ';
  }
}

/** The first of the wanted languages (BCP-47 tags, best first) that changes are told in; else French. */
export function toldLanguage(wanted: readonly string[]): ToldLanguage {
  for (const tag of wanted) {
    const found = toldLanguages.find((language) => language === tag.split('-')[0]?.toLowerCase());
    if (found) return found;
  }
  return 'fr';
}

/** What a first edition has instead of changes. */
export const firstEditionWords = words('Première édition', 'First edition');
