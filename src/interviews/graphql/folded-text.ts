import { escapedHtml } from '../../platform/read-side/html.js';

/*
 * How words are looked for in notes: without case and accents, as parts of words, phrases in quotation marks as they stand.
 */

/** Words of one search, at most: each is looked for in every note. */
const maxTerms = 20;
/** UTF-16 units around a word that a highlight shows, on either side; highlights of one note. */
const around = 80;
const maxHighlights = 3;

const ligatures: Readonly<Record<string, string>> = { œ: 'oe', æ: 'ae', ß: 'ss', ς: 'σ' };

/** The text without case and accents. */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[œæßς]/g, (letter) => ligatures[letter]!);
}

/** What is looked for, folded: words, and phrases that stood in quotation marks. All must be there. */
export function searchTerms(text: string): string[] {
  const terms = [...text.matchAll(/"([^"]*)"|([^\s"]+)/g)].map(([, phrase, word]) =>
    folded((phrase ?? word)!.trim().replace(/\s+/g, ' ')),
  );
  return [...new Set(terms.filter((term) => term !== ''))].slice(0, maxTerms);
}

/** Whether every term stands in one of the texts. */
export function holdsAll(texts: readonly string[], terms: readonly string[]): boolean {
  const all = texts.map((text) => folded(text).replace(/\s+/g, ' '));
  return terms.every((term) => all.some((text) => text.includes(term)));
}

/** Pieces of the texts around what was found: the words in `<mark>`, all else escaped. */
export function highlightsOf(texts: readonly string[], terms: readonly string[]): string[] {
  return texts.flatMap((text) => piecesOf(text, terms)).slice(0, maxHighlights);
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function piecesOf(text: string, terms: readonly string[]): string[] {
  const found = placesOf(text, terms);
  const pieces: { start: number; end: number; marks: Range[] }[] = [];
  for (const place of found) {
    const last = pieces.at(-1);
    if (last && place.start - around <= last.end) {
      last.marks.push(place);
      last.end = Math.max(last.end, place.end + around);
    } else if (pieces.length < maxHighlights) {
      pieces.push({ start: place.start - around, end: place.end + around, marks: [place] });
    }
  }
  return pieces.map((piece) => marked(text, piece));
}

function marked(text: string, { start, end, marks }: Range & { readonly marks: readonly Range[] }): string {
  const from = wholePoint(text, Math.max(0, start));
  const to = wholePoint(text, Math.min(text.length, end));
  let html = from > 0 ? '… ' : '';
  let at = from;
  for (const mark of marks) {
    html += `${escapedHtml(text.slice(at, mark.start))}<mark>${escapedHtml(text.slice(mark.start, mark.end))}</mark>`;
    at = mark.end;
  }
  return html + escapedHtml(text.slice(at, to)) + (to < text.length ? ' …' : '');
}

/** Not between the halves of a surrogate pair. */
function wholePoint(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return at > 0 && code >= 0xdc00 && code <= 0xdfff ? at + 1 : at;
}

/** Where the terms stand in the text as it is written, in order; of two that overlap the first. */
function placesOf(text: string, terms: readonly string[]): Range[] {
  const { letters, origins } = withOrigins(text);
  const places = terms.flatMap((term) => {
    const ranges: Range[] = [];
    for (
      let at = letters.indexOf(term);
      at >= 0 && ranges.length < maxHighlights;
      at = letters.indexOf(term, at + term.length)
    ) {
      ranges.push({ start: origins[at]!, end: origins[at + term.length]! });
    }
    return ranges;
  });
  places.sort((a, b) => a.start - b.start || b.end - a.end);
  return places.reduce<Range[]>((kept, place) => {
    if (place.start >= (kept.at(-1)?.end ?? 0)) kept.push(place);
    return kept;
  }, []);
}

/** The folded text with one blank for each run of white space, and where each of its units comes from. */
function withOrigins(text: string): { letters: string; origins: number[] } {
  let letters = '';
  const origins: number[] = [];
  let at = 0;
  for (const point of text) {
    const units = /\s/.test(point) ? (letters.endsWith(' ') ? '' : ' ') : folded(point);
    for (let index = 0; index < units.length; index += 1) origins.push(at);
    letters += units;
    at += point.length;
  }
  origins.push(text.length);
  return { letters, origins };
}
