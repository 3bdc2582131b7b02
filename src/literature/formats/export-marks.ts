import type { CslItem } from '../domain/csl.js';

interface Exported {
  readonly id: string;
  readonly csl: CslItem;
  readonly fictional: boolean;
  readonly retraction: { readonly reason: string } | null;
}

/**
 * The data with what must not be lost on the way out: the record's id, and in words that every program shows, that it is
 * invented or retracted.
 */
export function marked({ id, csl, fictional, retraction }: Exported): CslItem {
  const words = [
    ...(fictional ? ['[Fictif · fictional]'] : []),
    ...(retraction ? [`[Rétracté · retracted: ${retraction.reason}]`] : []),
    ...(csl.note === undefined ? [] : [csl.note]),
  ];
  return {
    ...csl,
    ...(words.length > 0 && { note: words.join(' ') }),
    custom: { ...csl.custom, 'casebook-id': id, ...(fictional && { 'casebook-fictional': true }) },
  };
}

/** Marks of {@link marked} at the beginning of a note. */
const markWords = /^(?:\[Fictif · fictional\] ?)?(?:\[Rétracté · retracted: [^\]]*\] ?)?/;

/** What an export of a base of this kind says of an entry beside its data. */
export interface CarriedMarks {
  /** The record's id where it was exported. */
  readonly id: string | null;
  readonly fictional: boolean;
}

/** The data as they were before {@link marked}, and what it had added. */
export function unmarked(csl: CslItem): { readonly csl: CslItem; readonly carried: CarriedMarks } {
  const {
    'casebook-id': id,
    'casebook-fictional': fictional,
    'casebook-key': key,
    ...custom
  } = csl.custom ?? {};
  if (typeof id !== 'string') return { csl, carried: { id: null, fictional: false } };
  const { note = '', custom: _, ...rest } = csl;
  const own = note.replace(markWords, '');
  return {
    csl: {
      ...rest,
      ...(typeof key === 'string' && { id: key }),
      ...(own !== '' && { note: own }),
      ...(Object.keys(custom).length > 0 && { custom }),
    },
    carried: { id, fictional: fictional === true },
  };
}

/**
 * Libraries have keys of their own; in one file each stands once. One that comes again has a number, and keeps the first.
 * @param taken keys in lower case that no number may make again: those of the file that end in one
 * @param repeated keys in lower case that stand more than once in the file; only these are remembered
 * @returns to be called for each item in the file's order, with its key in lower case
 */
export function keysOfTheirOwn(
  taken: Iterable<string>,
  repeated: ReadonlySet<string>,
): (item: CslItem, key: string) => CslItem {
  const numbered = new Set(taken);
  const last = new Map<string, number>();
  return (item, key) => {
    if (!repeated.has(key)) return item;
    let number = last.get(key);
    if (number === undefined) {
      last.set(key, 1);
      return item;
    }
    do number += 1;
    while (numbered.has(`${key}-${number}`));
    last.set(key, number);
    numbered.add(`${key}-${number}`);
    const id = `${item.id}-${number}`;
    return { ...item, id, custom: { ...item.custom, 'casebook-key': item.id } };
  };
}
