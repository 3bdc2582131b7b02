import { createHash } from 'node:crypto';
import { code, limits } from '../../../kernel/fields.js';

/** Last segments that name no vocabulary: the one before them does. */
const GENERIC = /^(concept[-_]?schemes?|schemes?|cs|vocab(ulary)?|thesaurus|skos|index)$/i;

/** A code made of a text: what a code may not hold becomes "-". Null where nothing is left. */
export function slug(text: string): string | null {
  const made = text
    .normalize('NFC')
    .trim()
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[^\p{L}\p{N}]+|-+$/gu, '')
    .slice(0, limits.code);
  return code.safeParse(made).success ? made : null;
}

/** What stands behind the last `/`, `#` or `:` of an IRI, as a code. */
export function codeOfIri(iri: string): string | null {
  const segments = segmentsOf(iri);
  return slug(segments.at(-1) ?? '');
}

/** A scheme's code: `…/animals/conceptscheme` is `animals`; without a path, the host is one. */
export function schemeCodeOf(iri: string): string | null {
  const path = segmentsOf(iri);
  const segments = path.length > 0 ? path : [/^[a-z][a-z0-9+.-]*:\/\/([^/#?]*)/i.exec(iri)?.[1] ?? ''];
  const named = segments.findLast((segment) => !GENERIC.test(segment)) ?? segments.at(-1) ?? '';
  return slug(named);
}

/** Tells two concepts apart whose code would be the same; follows from the IRI, so it is the same in every edition. */
export function distinctCode(base: string, iri: string): string {
  return `${base.slice(0, limits.code - 9)}-${createHash('sha256').update(iri).digest('hex').slice(0, 8)}`;
}

function segmentsOf(iri: string): string[] {
  if (iri.startsWith('_:')) return [];
  const path = iri.replace(/^[a-z][a-z0-9+.-]*:(\/\/[^/#?]*)?/i, '');
  return path
    .split(/[/#?:]/)
    .filter((segment) => segment !== '')
    .map(decoded);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
