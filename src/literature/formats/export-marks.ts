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

/** Libraries have keys of their own; in one file each stands once. One that comes again has a number, and keeps the first. */
export function withKeysOfTheirOwn(items: readonly CslItem[]): CslItem[] {
  const taken = new Set(items.map(({ id }) => id.toLowerCase()));
  const used = new Set<string>();
  return items.map((item) => {
    if (!used.has(item.id.toLowerCase())) {
      used.add(item.id.toLowerCase());
      return item;
    }
    let number = 2;
    while (taken.has(`${item.id}-${number}`.toLowerCase()) || used.has(`${item.id}-${number}`.toLowerCase()))
      number += 1;
    const id = `${item.id}-${number}`;
    used.add(id.toLowerCase());
    return { ...item, id, custom: { ...item.custom, 'casebook-key': item.id } };
  });
}
