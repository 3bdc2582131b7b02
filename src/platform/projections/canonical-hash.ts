import type { Generation } from './generation.js';
import { tablesOf } from './tables.js';

/**
 * Hash of all rows of all documents' tables, whatever order they lie in: two generations of one definition are equal
 * when theirs are. Generated columns count too; checkpoint, ordinals and parked streams do not.
 * For tests and checks: it reads everything.
 * @returns table name → `<rows> <md5>`
 */
export async function hashOf(generation: Generation): Promise<Record<string, string>> {
  const result: Record<string, string> = {};
  for (const { name } of tablesOf(generation.routes)) {
    const { rows } = await generation.pool.query<{ hash: string }>(
      `SELECT count(*) || ' ' || md5(coalesce(string_agg(one, '' ORDER BY one), '')) AS hash
         FROM (SELECT md5(to_jsonb(t)::text) COLLATE "C" AS one FROM ${name} t) r`,
    );
    result[name.slice(name.indexOf('.') + 1).replaceAll('"', '')] = rows[0]!.hash;
  }
  return result;
}
