import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import type pg from 'pg';
import type { Config } from '../../config/config.js';
import { ErasureLedger } from '../../privacy/erasure-ledger.js';
import { MasterKeyring } from '../../privacy/master-keyring.js';
import type { Check, Finding } from './finding.js';

/** The keys of personal data, and the memory of what was erased. */
export function personalChecks(client: pg.Client, config: Config): Check[] {
  return [
    { of: 'master key', look: () => masterKey(client, config) },
    { of: 'destroyed keys', look: () => destroyedKeys(client) },
    { of: 'erasure ledger', look: () => ledger(config) },
  ];
}

async function masterKey(client: pg.Client, { masterKey: place }: Config): Promise<Finding[]> {
  const of = 'master key';
  const id = (await secret(client)).master ?? null;
  const found = await new MasterKeyring(place).fitting(id);
  if (typeof found !== 'string')
    return [{ level: 'ok', of, says: id === null ? 'is there' : 'fits this base' }];
  // A base that never had one may do without interview notes.
  return [{ level: id === null ? 'note' : 'bad', of, says: `interview notes are closed: ${found}` }];
}

/** An erasure rewrites the table of keys, unless somebody reads it just then. */
async function destroyedKeys(client: pg.Client): Promise<Finding[]> {
  const of = 'destroyed keys';
  const { unswept } = await secret(client);
  return unswept !== undefined && unswept !== null
    ? [
        {
          level: 'note',
          of,
          says: 'their wrapped bytes are still in the table’s file: a service that runs tries again every ten minutes',
        },
      ]
    : [{ level: 'ok', of, says: 'have left no bytes in the table of keys' }];
}

/** The vault's one row, as far as this base's version has it. */
async function secret(client: pg.Client): Promise<{ master?: string | null; unswept?: string | null }> {
  const table = await client.query<{ has: boolean }>(`SELECT to_regclass('vault.secret') IS NOT NULL AS has`);
  if (!table.rows[0]!.has) return {};
  const { rows } = await client.query<{ master: string | null; unswept: string | null }>(
    `SELECT s.master, to_jsonb(s) ->> 'unswept' AS unswept FROM vault.secret s`,
  );
  return rows[0] ?? {};
}

async function ledger({ erasureLedger: path }: Config): Promise<Finding[]> {
  const of = 'erasure ledger';
  const erased = (await new ErasureLedger(path).read()).length;
  const isThere = await access(path, constants.W_OK).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw new Error(`${path} may not be written by this user`);
      return false;
    },
  );
  if (!isThere) await access(dirname(path), constants.W_OK);
  return [
    { level: 'ok', of, says: isThere ? `${erased} erasures in ${path}` : `nothing was erased yet (${path})` },
  ];
}
