import { code } from '../../../kernel/fields.js';
import { ImportFileError } from '../../../platform/import/import-error.js';
import { schemeCodeOf } from './codes.js';
import type { Finding } from './finding.js';
import type { SkosConcept, SkosDocument, SkosText } from './skos-document.js';

export interface SkosOptions {
  /** Names the file's only scheme, or chooses one of several by its code or IRI. */
  readonly scheme?: string;
  /** Language of texts that have no tag; without it they are left out and reported. */
  readonly defaultLanguage?: string;
  /** Gives a concept without any label its code as one, instead of leaving it out. */
  readonly labelFromCode?: boolean;
}

/** A scheme of the file with the concepts that belong to it. */
export interface ChosenScheme {
  readonly code: string;
  /** Null where the file names no scheme at all. */
  readonly iri: string | null;
  readonly titles: readonly SkosText[];
  readonly concepts: readonly SkosConcept[];
}

/**
 * Gives every scheme its code and its concepts. A concept that names no scheme belongs to those of its broader or
 * narrower concepts, else to the file's only scheme.
 * @throws ImportFileError where the schemes cannot be told or named
 */
export function chooseSchemes(
  file: string,
  document: SkosDocument,
  options: SkosOptions,
): { schemes: ChosenScheme[]; findings: Finding[] } {
  if (document.concepts.length === 0 && document.schemes.length === 0) {
    throw new ImportFileError(file, 'There is no skos:Concept and no skos:ConceptScheme in this file');
  }
  if (
    options.scheme !== undefined &&
    document.schemes.length < 2 &&
    !code.safeParse(options.scheme).success
  ) {
    throw new ImportFileError(
      file,
      `"${options.scheme}" is no code for a scheme: letters, digits, ".", "_" and "-" make one`,
    );
  }
  const only = document.schemes[0];
  if (!only) {
    if (options.scheme === undefined)
      throw new ImportFileError(
        file,
        'The file names no concept scheme: say under which code its concepts are to stand (--scheme CODE)',
      );
    return {
      schemes: [{ code: options.scheme, iri: null, titles: [], concepts: document.concepts }],
      findings: [],
    };
  }
  if (document.schemes.length === 1) {
    const name = options.scheme ?? codeOrFail(file, only.iri);
    return { schemes: [{ ...only, code: name, concepts: document.concepts }], findings: [] };
  }
  return several(file, document, options);
}

function several(file: string, document: SkosDocument, options: SkosOptions) {
  const findings: Finding[] = [];
  const members = membership(document);
  const homeless = document.concepts.filter(({ iri }) => !members.has(iri));
  const all = document.schemes.map((scheme) => ({
    ...scheme,
    code: codeOrFail(file, scheme.iri),
    concepts: document.concepts.filter(({ iri }) => members.get(iri)?.has(scheme.iri)),
  }));
  const schemes =
    options.scheme === undefined
      ? all
      : all.filter(({ code: name, iri }) => name === options.scheme || iri === options.scheme);
  const names = all.map(({ code: name, iri }) => `${name} (${iri})`).join(', ');
  if (schemes.length === 0)
    throw new ImportFileError(file, `The file has no scheme "${options.scheme}"; it has ${names}`);
  if (new Set(schemes.map((scheme) => scheme.code)).size < schemes.length) {
    throw new ImportFileError(
      file,
      `Several schemes would have the same code: choose one by its IRI (--scheme); there are ${names}`,
    );
  }
  // Who chooses one scheme says by that where concepts belong that say nothing.
  const chosen = options.scheme === undefined ? null : schemes[0]!;
  for (const { iri } of homeless) {
    findings.push(
      chosen
        ? {
            severity: 'warning',
            code: 'SCHEME_ASSUMED',
            subject: iri,
            message: `The concept names no scheme: it is taken into "${chosen.code}"`,
          }
        : {
            severity: 'error',
            code: 'SCHEME_UNKNOWN',
            subject: iri,
            message:
              'The concept is in none of the file’s schemes, and neither are its neighbours: it is left out (--scheme CODE takes it into one)',
          },
    );
  }
  return {
    schemes: schemes.map((scheme) =>
      scheme === chosen ? { ...scheme, concepts: [...scheme.concepts, ...homeless] } : scheme,
    ),
    findings,
  };
}

function codeOrFail(file: string, iri: string): string {
  const made = schemeCodeOf(iri);
  if (made === null)
    throw new ImportFileError(
      file,
      `No code can be made of the scheme's IRI <${iri}>: name one (--scheme CODE)`,
    );
  return made;
}

/** Schemes of each concept. Those that state none take their neighbours', from link to link. */
function membership(document: SkosDocument): Map<string, ReadonlySet<string>> {
  const members = new Map<string, ReadonlySet<string>>();
  const neighbours = new Map<string, string[]>(document.concepts.map(({ iri }) => [iri, []]));
  for (const { iri, broader } of document.concepts) {
    for (const above of broader) {
      neighbours.get(above)?.push(iri);
      if (neighbours.has(above)) neighbours.get(iri)!.push(above);
    }
  }
  const reached: string[] = [];
  for (const { iri, schemes } of document.concepts) {
    if (schemes.length === 0) continue;
    members.set(iri, new Set(schemes));
    reached.push(iri);
  }
  for (let at = 0; at < reached.length; at++) {
    for (const next of neighbours.get(reached[at]!)!) {
      if (members.has(next)) continue;
      members.set(next, members.get(reached[at]!)!);
      reached.push(next);
    }
  }
  return members;
}
