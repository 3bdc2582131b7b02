import type { CslItem } from '../../domain/csl.js';
import type { DateVariable, NameVariable } from '../../domain/csl-variables.js';

type TextVariable = Exclude<keyof CslItem, NameVariable | DateVariable | 'custom' | 'categories'>;

/**
 * Fields of BibLaTeX and the CSL variables that mean the same in every type of entry; the names after the first are
 * aliases that are read. What depends on the type stands in from-fields.ts and to-fields.ts.
 */
export const textFields: readonly (readonly [variable: TextVariable, ...fields: string[]])[] = [
  ['abstract', 'abstract'],
  ['annote', 'annotation', 'annote'],
  ['call-number', 'library'],
  ['chapter-number', 'chapter'],
  ['collection-title', 'series'],
  ['container-title-short', 'shortjournal'],
  ['edition', 'edition'],
  ['event-place', 'venue'],
  ['event-title', 'eventtitle'],
  ['ISBN', 'isbn'],
  ['ISSN', 'issn'],
  ['keyword', 'keywords', 'keyword'],
  ['note', 'note', 'addendum'],
  ['number-of-pages', 'pagetotal', 'numpages'],
  ['number-of-volumes', 'volumes'],
  ['original-publisher', 'origpublisher'],
  ['original-publisher-place', 'origlocation'],
  ['original-title', 'origtitle'],
  ['part-number', 'part'],
  ['PMCID', 'pmcid'],
  ['PMID', 'pmid'],
  ['status', 'pubstate'],
  ['title-short', 'shorttitle'],
  ['version', 'version'],
  ['volume', 'volume'],
  ['volume-title', 'issuetitle'],
];

export const dateFields: readonly (readonly [variable: DateVariable, ...fields: string[]])[] = [
  ['accessed', 'urldate', 'lastchecked', 'lastaccessed'],
  ['event-date', 'eventdate'],
  ['original-date', 'origdate'],
];

export const nameFields: readonly (readonly [variable: NameVariable, field: string])[] = [
  ['author', 'author'],
  ['container-author', 'bookauthor'],
  ['translator', 'translator'],
];

/** What an editor in BibLaTeX's `editor`, `editora`, … is, by `editortype`, `editoratype`, …. */
export const editorRoles: Readonly<Record<string, NameVariable>> = {
  editor: 'editor',
  compiler: 'compiler',
  director: 'director',
  producer: 'producer',
  organizer: 'organizer',
  collaborator: 'contributor',
  illustrator: 'illustrator',
  translator: 'translator',
};
export const editorFields = ['editor', 'editora', 'editorb', 'editorc'] as const;

/** What BibLaTeX prints for its keys of the field `type`. */
export const genreKeys: Readonly<Record<string, string>> = {
  bathesis: "Bachelor's thesis",
  mathesis: "Master's thesis",
  phdthesis: 'PhD thesis',
  candthesis: 'Candidate thesis',
  techreport: 'Technical report',
  resreport: 'Research report',
  software: 'Computer software',
  datacd: 'Data CD',
  audiocd: 'Audio CD',
};
/** Entry types that say what `type` says in others. */
export const genreOfType: Readonly<Record<string, string>> = {
  mastersthesis: 'mathesis',
  phdthesis: 'phdthesis',
  techreport: 'techreport',
};

/** Languages as babel and people name them, and their BCP-47 tags. */
export const languageNames: ReadonlyMap<string, string> = new Map([
  ['english', 'en'],
  ['american', 'en-US'],
  ['usenglish', 'en-US'],
  ['british', 'en-GB'],
  ['ukenglish', 'en-GB'],
  ['canadian', 'en-CA'],
  ['australian', 'en-AU'],
  ['french', 'fr'],
  ['francais', 'fr'],
  ['français', 'fr'],
  ['canadien', 'fr-CA'],
  ['acadian', 'fr-CA'],
  ['german', 'de'],
  ['ngerman', 'de'],
  ['deutsch', 'de'],
  ['austrian', 'de-AT'],
  ['swissgerman', 'de-CH'],
  ['spanish', 'es'],
  ['español', 'es'],
  ['catalan', 'ca'],
  ['basque', 'eu'],
  ['galician', 'gl'],
  ['portuguese', 'pt'],
  ['brazilian', 'pt-BR'],
  ['brazil', 'pt-BR'],
  ['italian', 'it'],
  ['dutch', 'nl'],
  ['danish', 'da'],
  ['swedish', 'sv'],
  ['norwegian', 'no'],
  ['norsk', 'nb'],
  ['nynorsk', 'nn'],
  ['finnish', 'fi'],
  ['icelandic', 'is'],
  ['polish', 'pl'],
  ['czech', 'cs'],
  ['slovak', 'sk'],
  ['slovene', 'sl'],
  ['croatian', 'hr'],
  ['serbian', 'sr'],
  ['hungarian', 'hu'],
  ['magyar', 'hu'],
  ['romanian', 'ro'],
  ['bulgarian', 'bg'],
  ['russian', 'ru'],
  ['ukrainian', 'uk'],
  ['greek', 'el'],
  ['turkish', 'tr'],
  ['latin', 'la'],
  ['hebrew', 'he'],
  ['arabic', 'ar'],
  ['persian', 'fa'],
  ['japanese', 'ja'],
  ['chinese', 'zh'],
  ['korean', 'ko'],
]);

/** Which of the three numbers BibLaTeX's `number` is, in an entry that becomes an item of `type`. */
export function numberVariable(
  type: CslItem['type'],
  series: boolean,
): 'issue' | 'collection-number' | 'number' {
  switch (type) {
    case 'article':
    case 'article-journal':
    case 'article-magazine':
    case 'article-newspaper':
    case 'periodical':
    case 'review':
      return 'issue';
    case 'paper-conference':
      return series ? 'collection-number' : 'issue';
    case 'book':
    case 'chapter':
    case 'collection':
    case 'entry':
    case 'entry-dictionary':
    case 'entry-encyclopedia':
      return 'collection-number';
    default:
      return series ? 'collection-number' : 'number';
  }
}

/** The field that carries what no other field can: JSON of the CSL variables. See docs in carry.ts. */
export const carryField = 'x-csl';
