import type { CslItem } from './csl.js';
import { titleOf, yearOf } from './csl-reading.js';

/** Letters and digits alone, without accents and case: spelling that means nothing does not tell texts apart. */
export function bareWords(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** By what another record of the same work is suspected. */
export interface Traits {
  /** Words of the title without those that mean nothing; null where it has none. Bounded: indexes hold it. */
  readonly words: string | null;
  /** What tells parts of a series apart: numbers, months, seasons; of a title that comes back each year, the year. */
  readonly numbers: string;
  /** Family name of the first author, else editor; null where none is known. */
  readonly author: string | null;
}

const mostWords = 500;
const mostAuthor = 200;
const list = (words: string) => words.split(/\s+/);
const empty = new Set(
  list(
    'a an and as at by d de des du en et for from in into l la le les of on or ou par pour the to un une with',
  ),
);
/** Titles that come back with another year. */
const recurring =
  /\b(?:annual|annuel|annuelle|yearly|yearbook|annuaire|quarterly|trimestriel|monthly|mensuel|bulletin|newsletter|infolettre|editorial|proceedings|actes|bilan|barometre|barometer)\b/;
const partWords = new Set(
  list(
    'part partie volume vol tome book livre chapter chapitre annex annexe appendix module phase section cahier no numero number',
  ),
);
const spelled = new Map(
  [
    'one first premier premiere i',
    'two second seconde deux deuxieme ii',
    'three third trois troisieme iii',
    'four fourth quatre quatrieme iv',
    'five fifth cinq cinquieme v',
    'six sixth sixieme vi',
    'seven seventh sept septieme vii',
    'eight eighth huit huitieme viii',
    'nine ninth neuf neuvieme ix',
    'ten tenth dix dixieme x',
    'eleven eleventh onze onzieme xi',
    'twelve twelfth douze douzieme xii',
  ].flatMap((words, at) => list(words).map((word) => [word, String(at + 1)] as const)),
);
const times = new Set(
  list(`january february march april may june july august september october november december janvier fevrier mars avril
    mai juin juillet aout septembre octobre novembre decembre spring summer autumn fall winter printemps ete automne hiver`),
);

/** What a title has of numbers, each in one spelling, in their order. */
function numbersIn(words: readonly string[]): string[] {
  return words.flatMap((word, at) => {
    if (/\d/.test(word)) return [word.replace(/^0+(?=\d)/, '')];
    const number = spelled.get(word);
    if (number !== undefined) return [number];
    const lettered = word.length === 1 && at > 0 && partWords.has(words[at - 1]!);
    return lettered || times.has(word) ? [word] : [];
  });
}

export function traitsOf(item: CslItem): Traits {
  const [first] = item.author ?? item.editor ?? [];
  const bare = bareWords(titleOf(item) ?? '');
  const all = bare === '' ? [] : bare.split(' ');
  const telling = all.filter((word) => !empty.has(word));
  const words = (telling.length > 0 ? telling : all).join(' ').slice(0, mostWords);
  const year = yearOf(item);
  const numbers = [
    ...numbersIn(all).sort(),
    ...(recurring.test(bare) && year !== null ? [`of ${year}`] : []),
  ];
  const author = bareWords(first?.family ?? first?.literal ?? first?.given ?? '').slice(0, mostAuthor);
  return { words: words || null, numbers: numbers.join(' ').slice(0, mostWords), author: author || null };
}

/**
 * Title, year and first author in one text, equal for two records of one work however they were typed. Null where one of
 * the three is not known: that is too little to suspect anybody.
 */
export function likenessOf(item: CslItem): string | null {
  const { words, numbers, author } = traitsOf(item);
  const year = yearOf(item);
  return words === null || year === null || author === null ? null : [words, numbers, year, author].join('|');
}
