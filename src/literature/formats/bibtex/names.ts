import type { CslName } from '../../domain/csl.js';
import { others } from '../../domain/csl-names.js';
import { texToText } from './tex.js';

const suffix =
  /^(?:[JjSs]n?r|JR|SR|[Jj]unior|[Ss]enior|père|fils)\.?$|^(?:I{2,3}|IV|VI{1,3}|IX|2nd|3rd|4th)\.?$/;

/** The names of a BibTeX or BibLaTeX list: `First von Last`, `von Last, First`, `von Last, Jr, First`, `{Institution}`. */
export function bibtexNames(tex: string): CslName[] {
  let written = splitAt(unwrapped(tex.replace(/\s+/g, ' ').trim()), /\s+and(?=\s)|^and(?=\s)|\s+and$/giy);
  if (written.length === 1) written = separatedOtherwise(written[0]!);
  // "Ann Lee, Bob Roy, and Cy Fox"
  else if (written.length === 2 && /,\s*$/.test(written[0]!)) {
    written = [...wholeNames(written[0]!.replace(/,\s*$/, ''), 2), written[1]!];
  }
  return written.flatMap((one) => {
    const name = one.trim();
    if (name === '' || name === ',') return [];
    if (/^(?:others|et\.? ?al\.?)$/i.test(name)) return [others];
    const etAl = /\bet\.?[\s~]+al\.?$/i.exec(name);
    if (etAl && etAl.index > 0)
      return [...parsed(name.slice(0, etAl.index).trim().replace(/,$/, '')), others];
    return parsed(name);
  });
}

/** The whole list in braces, each name of which is not: `{Smith, John and Doe, Jane}` is no institution. */
function unwrapped(tex: string): string {
  const whole = wholeGroup(tex);
  if (whole === null || /[{}]/.test(whole)) return tex;
  const parts = whole.split(/\sand\s/i);
  return parts.length > 1 && parts.every((part) => part.includes(',')) ? whole : tex;
}

/** Names that are separated by semicolons, or by commas as in `John Smith, Jane Doe, Ann Lee`. */
function separatedOtherwise(list: string): string[] {
  const bySemicolon = splitAt(list, /\s*;/y).filter((one) => one.trim() !== '');
  if (bySemicolon.length > 1 && !/&#?\w+;/.test(list)) return bySemicolon;
  return wholeNames(list, 4);
}

/** The names in a list with commas, if it has at least so many and each is of several words; else the list. */
function wholeNames(list: string, atLeast: number): string[] {
  const names = splitAt(list, /\s*,/y).map((one) => one.trim());
  return names.length >= atLeast && names.every((one) => /\S\s+\S/.test(one)) ? names : [list];
}

/** Pieces of `tex` between what `separator` (sticky) matches outside of braces. */
export function splitAt(tex: string, separator: RegExp): string[] {
  const pieces: string[] = [];
  let from = 0;
  let open = 0;
  for (let at = 0; at < tex.length; at++) {
    const char = tex[at]!;
    if (char === '\\') at++;
    else if (char === '{') open++;
    else if (char === '}') open = Math.max(0, open - 1);
    if (open > 0 || !/[\sa,;=]/i.test(char)) continue;
    // White space is looked at from its first character only, so that a long run is read once.
    if (/\s/.test(char) && at > from && /\s/.test(tex[at - 1]!)) continue;
    separator.lastIndex = at;
    const match = separator.exec(tex);
    if (!match || match[0] === '') continue;
    pieces.push(tex.slice(from, at));
    from = at + match[0].length;
    at = from - 1;
  }
  pieces.push(tex.slice(from));
  return pieces;
}

/** What a value holds that is one group in braces; null for any other. */
function wholeGroup(tex: string): string | null {
  if (!tex.startsWith('{') || !tex.endsWith('}')) return null;
  let open = 0;
  for (let at = 0; at < tex.length; at++) {
    if (tex[at] === '\\') at++;
    else if (tex[at] === '{') open++;
    else if (tex[at] === '}' && --open === 0 && at < tex.length - 1) return null;
  }
  return tex.slice(1, -1);
}

function nameText(tex: string): string {
  return texToText(tex)
    .replace(/\u00a0/g, ' ')
    .trim();
}

function parsed(tex: string): CslName[] {
  const whole = wholeGroup(tex);
  if (whole !== null && !/^\\[^a-zA-Z]/.test(whole)) return literal(tex);
  const pieces = splitAt(tex, /,/y).map((piece) => piece.trim());
  if (/^(?:family|given|prefix|suffix)(?:-i)?\s*=/i.test(pieces[0]!)) return labelled(pieces);
  const filled = pieces.filter((piece) => piece !== '');
  if (filled.length === 0) return [];
  if (pieces.length === 1) return natural(words(pieces[0]!));
  if (filled.length > 3) return literal(tex);
  const [last = '', second = '', third] = filled.length === 1 ? [filled[0], ''] : filled;
  if (third === undefined) {
    // "Martin Luther King, Jr."
    if (suffix.test(second) && words(last).length > 1) {
      return natural(words(last)).map((name) => ({ ...name, suffix: nameText(second) }));
    }
    return inverted(last, second, '');
  }
  return suffix.test(third) && !suffix.test(second)
    ? inverted(last, second, third)
    : inverted(last, third, second);
}

function literal(tex: string): CslName[] {
  const text = nameText(tex);
  return text === '' ? [] : [{ literal: text }];
}

/** BibLaTeX's extended form: `family=Gogh, given=Vincent, prefix=van`. */
function labelled(pieces: readonly string[]): CslName[] {
  const parts = new Map(
    pieces.map((piece) => {
      const at = piece.indexOf('=');
      const value = piece.slice(at + 1).trim();
      return [piece.slice(0, at).trim().toLowerCase(), nameText(value.replace(/^"(.*)"$/, '$1'))] as const;
    }),
  );
  return named({
    family: parts.get('family') ?? '',
    given: parts.get('given') ?? '',
    particle: parts.get('prefix') ?? '',
    jr: parts.get('suffix') ?? '',
  });
}

function named(parts: { family: string; given: string; particle: string; jr: string }): CslName[] {
  const name: CslName = {
    ...(parts.family ? { family: parts.family } : {}),
    ...(parts.given ? { given: parts.given } : {}),
    ...(parts.particle && (parts.family || parts.given) ? { 'non-dropping-particle': parts.particle } : {}),
    ...(parts.jr && (parts.family || parts.given) ? { suffix: parts.jr } : {}),
  };
  return name.family === undefined && name.given === undefined ? [] : [name];
}

function words(tex: string): string[] {
  return splitAt(tex.trim(), /[\s~]+/y)
    .flatMap((word) => splitTies(word))
    .filter((word) => word !== '');
}

/** `J.~R.~R.` is three words; a tie in braces joins. */
function splitTies(word: string): string[] {
  return word.includes('{') ? [word] : word.split('~');
}

/** By BibTeX's rule a word is a particle when its first letter outside of braces is a small one. */
function isParticle(word: string): boolean {
  if (word.startsWith('{') && !word.startsWith('{\\')) return false;
  const letter = /\p{L}/u.exec(nameText(word))?.[0];
  return letter !== undefined && letter !== letter.toUpperCase() && letter === letter.toLowerCase();
}

/** `First von Last`. */
function natural(all: readonly string[]): CslName[] {
  const firstParticle = all.findIndex((word, at) => at < all.length - 1 && isParticle(word));
  if (firstParticle < 0) {
    const jr =
      all.length > 2 && suffix.test(all.at(-1)!) && /^(?:jr|sr)/i.test(all.at(-1)!) ? all.at(-1)! : '';
    const rest = jr ? all.slice(0, -1) : all;
    return named({
      family: nameText(rest.at(-1) ?? ''),
      given: nameText(rest.slice(0, -1).join(' ')),
      particle: '',
      jr: nameText(jr),
    });
  }
  const given = all.slice(0, firstParticle);
  return lastPart(all.slice(firstParticle), nameText(given.join(' ')), '');
}

/** `von Last, First`. */
function inverted(last: string, given: string, jr: string): CslName[] {
  return lastPart(words(last), nameText(given), nameText(jr));
}

function lastPart(all: readonly string[], given: string, jr: string): CslName[] {
  let family = all.length - 1;
  // The particles end before the last word that is none: "de la Vallée Poussin".
  const lastParticle = all.findLastIndex((word, at) => at < all.length - 1 && isParticle(word));
  if (lastParticle >= 0 && isParticle(all[0]!)) family = lastParticle + 1;
  else family = 0;
  return named({
    family: nameText(all.slice(family).join(' ')),
    given,
    particle: nameText(all.slice(0, family).join(' ')),
    jr,
  });
}
