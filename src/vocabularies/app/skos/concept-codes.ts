import { codeOfIri, distinctCode, slug } from './codes.js';
import type { Finding } from './finding.js';
import type { SkosConcept } from './skos-document.js';

/**
 * The code of each concept by its IRI: the one that it has already, else its notation, else the end of its IRI; where
 * another concept has that, the next of these, else one told apart by the IRI. Concepts without any are left out.
 */
export function conceptCodes(
  concepts: readonly SkosConcept[],
  codeByUri: ReadonlyMap<string, string>,
  findings: Finding[],
): ReadonlyMap<string, string> {
  const codes = new Map<string, string>();
  const taken = new Set(codeByUri.values());
  for (const { iri, notations } of concepts) {
    const standing = codeByUri.get(iri);
    if (standing !== undefined) {
      codes.set(iri, standing);
      continue;
    }
    const candidates = [...notations.slice(0, 1).map(slug), codeOfIri(iri)].filter(
      (candidate) => candidate !== null,
    );
    const first = candidates[0];
    if (first === undefined) {
      findings.push({
        severity: 'error',
        code: 'NO_CODE',
        subject: iri,
        message: 'Neither a notation nor the IRI gives the concept a code: it is left out',
      });
      continue;
    }
    const code =
      candidates.find((candidate) => !taken.has(candidate)) ?? distinctCode(candidates.at(-1)!, iri);
    if (code !== first) {
      findings.push({
        severity: 'warning',
        code: 'CODE_COLLISION',
        subject: iri,
        message: `Another concept has the code "${first}" already: this one has "${code}"`,
      });
    }
    taken.add(code);
    codes.set(iri, code);
  }
  return codes;
}
