import pg from 'pg';

const { builtins } = pg.types;

/** Dates and moments stay the text that PostgreSQL writes; JSON and text arrays are parsed, counts are numbers. */
const asText = new Set<number>([builtins.DATE, builtins.TIMESTAMPTZ, builtins.TIMESTAMP]);

export const textTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (asText.has(oid)) return (value: string) => value;
    if (oid === Number(builtins.INT8)) return Number;
    return pg.types.getTypeParser(oid, format as 'text');
  }) as typeof pg.types.getTypeParser,
};
