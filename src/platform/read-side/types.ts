import pg from 'pg';

const { builtins } = pg.types;
type Parser = (text: string) => unknown;

/** The driver's type table has no name for `text[]`. */
const TEXT_ARRAY = 1009 as number;
const parseArray = pg.types.getTypeParser(TEXT_ARRAY) as Parser;

/**
 * A `text[]` as PostgreSQL writes it, `{a,b}`. Ids and codes are never quoted there, so they are only taken apart; with
 * quotes, a NULL or an array in it, it is the driver's to read, letter by letter.
 */
function textArray(text: string): unknown {
  const items = text.slice(1, -1);
  if (items === '') return [];
  return /["{]|NULL/i.test(items) ? parseArray(text) : items.split(',');
}

/** Dates and moments stay the text that PostgreSQL writes; counts are numbers; all else is as the driver reads it. */
const parsers = new Map<number, Parser>([
  [builtins.DATE, (text) => text],
  [builtins.TIMESTAMPTZ, (text) => text],
  [builtins.TIMESTAMP, (text) => text],
  [builtins.INT8, Number],
  [TEXT_ARRAY, textArray],
]);

export const textTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number): Parser => parsers.get(oid) ?? (pg.types.getTypeParser(oid) as Parser),
};
