import type { CslName } from './csl.js';

/** One name as it reads: "Vincent van Gogh", "Martin Luther King, Jr.", "Statistics Canada". */
export function nameOf(name: CslName): string {
  if (name.family === undefined && name.literal !== undefined) return name.literal;
  const words = [name.given, name['dropping-particle'], name['non-dropping-particle'], name.family]
    .filter((part) => part !== undefined)
    .join(' ');
  return name.suffix === undefined ? words : `${words}, ${name.suffix}`;
}

/**
 * Stands at the end of a list of names for those that it leaves out: BibTeX's `and others`. CSL has no variable for that;
 * this name is what Pandoc and Citation.js write and read as "et al.".
 */
export const others: CslName = { literal: 'others' };

/** The ways in which lists say it: `others`, `and others`, `et al.`, `et collab.`, `et autres`, `u. a.`. */
const wholly =
  /^(?:(?:(?:and|&|et)\s+)?others|(?:et|&)\.?\s*(?:al(?:ii|iae)?|coll?(?:ab)?(?:orateurs)?|autres)\.?|u\.\s?a\.)$/i;
const atTheEnd = /(?<=\S)(?:,?\s+(?:et\.?\s+al\.?|et\s+coll(?:ab)?\.?|and others))+$/i;

function says(name: CslName): boolean {
  return wholly.test(nameOf(name).trim());
}

/** Whether a list ends in the mark: it names some and leaves out others. */
export function leavesOutOthers(names: readonly CslName[] | undefined): boolean {
  return names !== undefined && names.length > 1 && says(names.at(-1)!);
}

/** Those that a list names. */
export function namedOnly(names: readonly CslName[]): readonly CslName[] {
  return leavesOutOthers(names) ? names.slice(0, -1) : names;
}

/** A list in which whatever says "et al." is the one mark at its end. A list that says nothing else stays as it is. */
export function withOneMark(names: readonly CslName[]): CslName[] {
  const cut = names.map(withoutEnding);
  const named = cut.filter((name) => !says(name));
  if (named.length === 0 || (named.length === names.length && named.every((name, at) => name === names[at])))
    return [...names];
  return [...named, others];
}

/** `Roy, A. et al.` is a name and the mark. */
function withoutEnding(name: CslName): CslName {
  const part = (['given', 'family', 'literal'] as const).find((key) => atTheEnd.test(name[key] ?? ''));
  return part === undefined ? name : { ...name, [part]: name[part]!.replace(atTheEnd, '') };
}
