import type pg from 'pg';

/** Tables of a read model that say how far it is, and not what. */
const bookkeeping = ['checkpoint', 'ordinal_map', 'parked_streams', 'typeorm_metadata'];

/**
 * Hash of all rows of a read model's tables, seen from outside: table name → `<rows> <md5>`. TypeORM notes the name of the
 * database beside its generated columns, which tells the base that was copied: it is left out.
 */
export async function rowsHash(database: pg.Pool, schema: string): Promise<Record<string, string>> {
  const { rows } = await database.query<{ name: string }>(
    'SELECT tablename AS name FROM pg_tables WHERE schemaname = $1 AND NOT tablename = ANY($2) ORDER BY 1',
    [schema, bookkeeping],
  );
  const hashes: Record<string, string> = {};
  for (const { name } of rows) {
    const { rows: found } = await database.query<{ hash: string }>(
      `SELECT count(*) || ' ' || md5(coalesce(string_agg(one, '' ORDER BY one), '')) AS hash
         FROM (SELECT md5((to_jsonb(t) - 'database')::text) COLLATE "C" AS one FROM "${schema}"."${name}" t) r`,
    );
    hashes[name] = found[0]!.hash;
  }
  return hashes;
}
