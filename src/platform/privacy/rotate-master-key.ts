import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../database/transaction.js';
import { leaveForSweep } from './erasures.js';
import { secretName } from './key-vault.js';
import { MasterKey } from './master-key.js';
import { MasterKeyring, moveNextKey, writeNextKey, type MasterKeyPlace } from './master-keyring.js';
import { PersonalDataClosed } from './personal-data.js';

/** Keys wrapped anew at a time. */
const batchSize = 1_000;

/**
 * Puts another master key in the place of the present one: all keys are wrapped by it, in one transaction. A key in a file is
 * written beside it first and takes its name afterwards; {@link prepareMasterKey} ends what breaks off between.
 * @returns how many keys were wrapped
 * @throws PersonalDataClosed when the present key does not fit; TypeError when the next one is the present one
 */
export async function rotateMasterKey(pool: Pool, place: MasterKeyPlace, nextKey: Buffer): Promise<number> {
  const next = new MasterKey(nextKey);
  const count = await inTransaction(pool, async (client) => {
    // Nobody makes, destroys or wraps keys meanwhile, and nobody judges a file that stands beside the present one.
    const { rows } = await client.query<{ master: string | null; wrapped: Buffer | null }>(
      'SELECT master, wrapped FROM vault.secret FOR UPDATE',
    );
    const { master, wrapped } = rows[0] ?? { master: null, wrapped: null };
    const present = await new MasterKeyring(place).fitting(master);
    if (typeof present === 'string') throw new PersonalDataClosed(present);
    if (present.id === next.id) throw new TypeError('The next master key is the present one');
    if (place.kind === 'file') await writeNextKey(place.path, nextKey);
    if (!wrapped) return 0;
    await client.query('UPDATE vault.secret SET master = $1, wrapped = $2', [
      next.id,
      next.wrap(present.unwrap(wrapped, secretName), secretName),
    ]);
    await leaveForSweep(client);
    return rewrap(client, present, next);
  });
  if (place.kind === 'file') await moveNextKey(place.path);
  return count;
}

async function rewrap(client: PoolClient, present: MasterKey, next: MasterKey): Promise<number> {
  let count = 0;
  for (let after = ''; ;) {
    const { rows } = await client.query<{ name: string; wrapped: Buffer }>(
      'SELECT name, wrapped FROM vault.data_keys WHERE wrapped IS NOT NULL AND name > $1 ORDER BY name LIMIT $2',
      [after, batchSize],
    );
    if (rows.length > 0) {
      await client.query(
        `UPDATE vault.data_keys k SET wrapped = n.wrapped, master = $3
         FROM unnest($1::text[], $2::bytea[]) AS n(name, wrapped) WHERE k.name = n.name`,
        [
          rows.map(({ name }) => name),
          rows.map(({ name, wrapped }) => next.wrap(present.unwrap(wrapped, name), name)),
          next.id,
        ],
      );
    }
    count += rows.length;
    if (rows.length < batchSize) return count;
    after = rows.at(-1)!.name;
  }
}
