import type pg from 'pg';
import { advisoryKey, withClient } from './read-model-connection.js';

const extensions = ['unaccent', 'pg_trgm', 'btree_gin'];
const languages = { fr: 'french', en: 'english' } as const;

/**
 * Makes what every read model stands on, once per database: schema `casebook` with the extensions and the text search
 * configurations `casebook.fr` and `casebook.en`, which take accents away before they stem.
 * Safe to call from several processes at once, and again.
 */
export async function prepareDatabase(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, { name: 'casebook prepare' }, async (client) => {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [advisoryKey('prepare', 'database')]);
    await client.query('CREATE SCHEMA IF NOT EXISTS casebook');
    // One that an operator installed elsewhere stays there: it is found if that schema is `public`.
    for (const extension of extensions) {
      await client.query(`CREATE EXTENSION IF NOT EXISTS ${extension} SCHEMA casebook`);
    }
    for (const [name, parent] of Object.entries(languages)) await createConfiguration(client, name, parent);
    await client.query('COMMIT');
  });
}

async function createConfiguration(client: pg.Client, name: string, parent: string): Promise<void> {
  const { rowCount } = await client.query(
    `SELECT FROM pg_ts_config WHERE cfgname = $1 AND cfgnamespace = 'casebook'::regnamespace`,
    [name],
  );
  if (rowCount) return;
  await client.query(`CREATE TEXT SEARCH CONFIGURATION casebook.${name} (COPY = pg_catalog.${parent})`);
  await client.query(
    `ALTER TEXT SEARCH CONFIGURATION casebook.${name}
       ALTER MAPPING FOR hword, hword_part, word WITH unaccent, ${parent}_stem`,
  );
}
