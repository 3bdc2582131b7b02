import { iri as iriField, limits, text } from '../../../kernel/fields.js';
import type { LocalizedTextInput } from '../../../kernel/localized-text.js';
import type { Mapping } from '../../domain/concept-scheme.events.js';
import type { ChosenScheme, SkosOptions } from './choose-schemes.js';
import { conceptCodes } from './concept-codes.js';
import { note, type Finding } from './finding.js';
import { acyclic } from './hierarchy.js';
import { demoteTwins } from './label-twins.js';
import { textsByLanguage, type TextReading } from './read-texts.js';
import type { SkosConcept } from './skos-document.js';
import { mainLanguage, originalFirst, readWording } from './wording.js';

/** Broader concepts that one concept may have. */
const MAX_BROADER = 20;

export interface ConceptDraft {
  readonly code: string;
  readonly iri: string;
  readonly label: LocalizedTextInput;
  readonly alternativeLabels: readonly { readonly language: string; readonly text: string }[];
  readonly definition: LocalizedTextInput;
  readonly broader: readonly string[];
  readonly notation?: string;
  readonly uri?: string;
  readonly mappings: readonly Mapping[];
  readonly deprecated: boolean;
  /** Code of the active concept that stands for it. */
  readonly replacedBy?: string;
}

/** A scheme as the file wants it: concepts with the broader ones first, no circles, one label a language. */
export interface SchemeDraft {
  readonly code: string;
  readonly uri?: string;
  readonly title: LocalizedTextInput;
  /** The file has no title: the code stands for one in a new scheme, and says nothing of one that is there. */
  readonly untitled: boolean;
  readonly concepts: readonly ConceptDraft[];
}

/** @param codeByUri codes that concepts have in the scheme as it stands; they keep them */
export function draftScheme(
  chosen: ChosenScheme,
  options: SkosOptions,
  codeByUri: ReadonlyMap<string, string>,
): { draft: SchemeDraft; findings: Finding[] } {
  const findings: Finding[] = [];
  const main = mainLanguage(chosen.concepts) ?? options.defaultLanguage ?? 'en';
  const codes = conceptCodes(chosen.concepts, codeByUri, findings);
  const wordings = new Map(
    chosen.concepts.flatMap((concept) => {
      const code = codes.get(concept.iri);
      const wording = code === undefined ? null : readWording(concept, code, main, options, findings);
      return wording ? [[concept.iri, wording] as const] : [];
    }),
  );
  const kept = chosen.concepts.filter(({ iri }) => wordings.has(iri));
  const tree = acyclic(
    kept.map(({ iri }) => iri),
    new Map(kept.map(({ iri, broader }) => [iri, broader])),
  );
  reportLinks(kept, tree.leftOut, wordings, findings);
  const byIri = new Map(kept.map((concept) => [concept.iri, concept]));
  const concepts = tree.order.map((iri): ConceptDraft => {
    const concept = byIri.get(iri)!;
    const broader = (tree.broader.get(iri) ?? []).map((above) => codes.get(above)!);
    if (broader.length > MAX_BROADER)
      note(
        findings,
        'error',
        'TOO_MANY_BROADER',
        iri,
        `Only ${MAX_BROADER} of its ${broader.length} broader concepts are kept`,
      );
    const replacedBy = concept.deprecated ? replacementOf(concept, byIri) : undefined;
    return {
      ...wordings.get(iri)!,
      code: codes.get(iri)!,
      iri,
      broader: broader.slice(0, MAX_BROADER),
      mappings: readMappings(concept, findings),
      deprecated: concept.deprecated,
      ...(iriField.safeParse(iri).success ? { uri: iri } : {}),
      ...readNotation(concept, findings),
      ...(replacedBy === undefined ? {} : { replacedBy: codes.get(replacedBy)! }),
    };
  });
  return {
    draft: { ...readScheme(chosen, main, options, findings), concepts: demoteTwins(concepts, findings) },
    findings,
  };
}

function readScheme(chosen: ChosenScheme, main: string, options: SkosOptions, findings: Finding[]) {
  const reading: TextReading = {
    subject: chosen.iri,
    what: 'title',
    max: limits.name,
    defaultLanguage: options.defaultLanguage ?? main,
    findings,
  };
  const titles = [...textsByLanguage(chosen.titles, reading)].map(([language, [first]]) => ({
    language,
    text: first!,
  }));
  const untitled = titles.length === 0;
  if (untitled) {
    note(
      findings,
      'info',
      'TITLE_MISSING',
      chosen.iri,
      `The scheme has no title: its code "${chosen.code}" stands for one`,
    );
    titles.push({ language: main, text: chosen.code });
  }
  const uri = chosen.iri !== null && iriField.safeParse(chosen.iri).success ? { uri: chosen.iri } : {};
  return { code: chosen.code, title: originalFirst(titles, main), untitled, ...uri };
}

function readMappings(concept: SkosConcept, findings: Finding[]): Mapping[] {
  const distinct = [
    ...new Map(concept.mappings.map((mapping) => [JSON.stringify(mapping), mapping])).values(),
  ];
  const valid = distinct.filter(({ target }) => iriField.safeParse(target).success);
  if (valid.length < distinct.length || valid.length > limits.list) {
    note(
      findings,
      'warning',
      'MAPPING_LEFT_OUT',
      concept.iri,
      `${Math.min(valid.length, limits.list)} of its ${distinct.length} mappings are kept (absolute IRIs, at most ${limits.list})`,
    );
  }
  return valid.slice(0, limits.list);
}

function readNotation(concept: SkosConcept, findings: Finding[]): { notation?: string } {
  const [first, ...more] = [...new Set(concept.notations)].filter((notation) => notation !== '');
  if (first === undefined) return {};
  if (more.length > 0)
    note(
      findings,
      'warning',
      'SECOND_NOTATION',
      concept.iri,
      `The first of its notations is kept: ${JSON.stringify(first)}`,
    );
  if (text(limits.code).safeParse(first).success) return { notation: first };
  note(
    findings,
    'warning',
    'NOTATION_LEFT_OUT',
    concept.iri,
    `Its notation is longer than ${limits.code} characters`,
  );
  return {};
}

/** The first active concept along the replacements of replacements. */
function replacementOf(concept: SkosConcept, byIri: ReadonlyMap<string, SkosConcept>): string | undefined {
  const seen = new Set([concept.iri]);
  const queue = [...concept.replacedBy];
  for (let iri = queue.shift(); iri !== undefined; iri = queue.shift()) {
    const next = byIri.get(iri);
    if (!next || seen.has(iri)) continue;
    if (!next.deprecated) return iri;
    seen.add(iri);
    queue.push(...next.replacedBy);
  }
  return undefined;
}

function reportLinks(
  kept: readonly SkosConcept[],
  circular: readonly { concept: string; broader: string }[],
  known: ReadonlyMap<string, unknown>,
  findings: Finding[],
): void {
  for (const { concept, broader } of circular) {
    note(
      findings,
      'error',
      'BROADER_CYCLE',
      concept,
      concept === broader
        ? 'The concept is broader than itself: the link is left out'
        : `The link to the broader <${broader}> closes a circle: it is left out`,
    );
  }
  for (const { iri, broader } of kept) {
    for (const above of broader) {
      if (!known.has(above))
        note(
          findings,
          'warning',
          'BROADER_NOT_FOUND',
          iri,
          `Its broader concept <${above}> is not among the scheme's: the link is left out`,
        );
    }
  }
}
