import pg from 'pg';

const { builtins } = pg.types;
type Parser = (text: string) => unknown;

/** Dates and moments stay the text that PostgreSQL writes; counts are numbers; all else is as the driver has it. */
const parsers = new Map<number, Parser>([
  [builtins.DATE, (text) => text],
  [builtins.TIMESTAMPTZ, (text) => text],
  [builtins.TIMESTAMP, (text) => text],
  [builtins.INT8, Number],
]);

export const textTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number): Parser => parsers.get(oid) ?? (pg.types.getTypeParser(oid) as Parser),
};
