import type { CslItem, CslName } from '../domain/csl.js';

/** A record of Casebook as it is to be cited. */
export interface CitedRecord {
  /** The record's id, with what names the part of it that is cited. */
  readonly id: string;
  /** What it is, in words of the citation's language: "Case study". */
  readonly genre: string;
  /** The genre says that it is invented or retracted: it stands in the form for a running text, too. */
  readonly marked?: boolean;
  readonly title: string;
  /** BCP-47 tag of the title. */
  readonly language: string;
  readonly authors: readonly CslName[];
  /** RFC 3339. */
  readonly issued: string;
  /** Number of the edition, where it has editions. */
  readonly edition?: number;
  /** `<lineage>:<ordinal>` as of which it reads so. */
  readonly position: string;
  readonly url: string;
}

/** The house that keeps the records, as a citation names it. */
const publisher = 'Casebook';

/** A record as an item of CSL: a book of which an edition, or else a state at a position, is cited. */
export function recordItem(record: CitedRecord): CslItem {
  const [year, month, day] = record.issued.slice(0, 10).split('-').map(Number);
  return {
    id: record.id,
    type: 'book',
    title: record.title,
    language: record.language,
    ...(record.authors.length > 0 && { author: [...record.authors] }),
    issued: { 'date-parts': [[year!, month!, day!]] },
    ...(record.edition !== undefined && { edition: String(record.edition) }),
    version: record.position,
    genre: record.genre,
    publisher,
    URL: record.url,
  };
}
