/** The formats of bibliographies; `webOfScience` is read only. */
export const readableFormats = ['bibtex', 'ris', 'webOfScience', 'cslJson'] as const;
export type ReadableFormat = (typeof readableFormats)[number];

export const writableFormats = ['bibtex', 'ris', 'cslJson'] as const;
export type WritableFormat = (typeof writableFormats)[number];

/** Where each format shows first. What stands before is prose. */
const marks: readonly (readonly [ReadableFormat, RegExp])[] = [
  ['webOfScience', /(?<![^\n])\ufeff?(?:FN [^\n]*\nVR |PT [A-Z]\n(?:AU|BA|TI|AF) )/],
  ['ris', /(?<![^\n])[ \t\ufeff]{0,8}TY[ \t]{0,4}[-–][ \t]*[A-Za-z]/],
  ['bibtex', /(?<![\p{L}\p{N}._-])@\s{0,20}\p{L}[\p{L}\p{N}_:+-]{0,99}\s{0,20}[{(]/u],
];

/** Formats that are met often and not read, with what to do about them. */
const strangers: readonly (readonly [RegExp, string])[] = [
  [/^\s*<\?xml|^\s*<(?:xml|records|modsCollection|PubmedArticleSet)\b/i, 'XML'],
  [/^\s*<(?:!doctype html|html)\b/i, 'a web page'],
  [/^%0 \S/m, "EndNote's tagged format"],
  [/^PMID- ?\d+$/m, "PubMed's MEDLINE format"],
  [/^(?:PK\u0003\u0004|%PDF-|\{\\rtf)/, 'a document'],
];

/**
 * The format of a bibliography by what it holds, whatever its name.
 * @throws RangeError with advice where it holds none that can be read
 */
export function formatOf(text: string): ReadableFormat {
  const start = text.trimStart();
  if (start === '') throw new RangeError('The file is empty');
  if (/^[[{]\s*(?:["{}[\]]|\/[/*])/.test(start)) return 'cslJson';
  if (/^\/[/*]/.test(start) && /^[ \t]*[[{]/m.test(start)) {
    throw new RangeError('The file begins with a comment: JSON has no comments, take them out');
  }
  const found = marks
    .map(([format, mark]) => ({ format, at: mark.exec(text)?.index ?? Infinity }))
    .filter(({ at }) => at !== Infinity)
    .sort((a, b) => a.at - b.at)[0];
  if (found) return found.format;
  const stranger = strangers.find(([mark]) => mark.test(start.slice(0, 100_000)))?.[1];
  throw new RangeError(
    stranger === undefined
      ? 'The file holds neither BibTeX, RIS nor CSL-JSON'
      : `The file is ${stranger}: export it as BibTeX, RIS or CSL-JSON`,
  );
}
