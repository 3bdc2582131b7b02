import type { Pool } from 'pg';
import { inTransaction } from '../database/transaction.js';
import { ownerOf } from '../../kernel/personal.js';
import type { MasterKey } from './master-key.js';
import type { MasterKeyring } from './master-keyring.js';
import { OwnerErased, PersonalDataClosed } from './personal-data.js';
import { freshKey } from './seal.js';

/** Stands for the secret where a key's name is needed. */
export const secretName = 'secret';

interface KeyRow {
  readonly name: string;
  readonly wrapped: Buffer | null;
}

/** Data keys by their names, unwrapped for one call and never kept. */
export class KeyVault {
  /** Why nothing can be sealed or opened, as of the last try; null when all is well. */
  closed: string | null = null;

  constructor(
    private readonly pool: Pool,
    private readonly keyring: MasterKeyring,
    /** Told when that changes. */
    private readonly onChange: (closed: string | null) => void,
  ) {}

  /**
   * Keys that are there, and null for those that were destroyed; what never was is missing.
   * @throws PersonalDataClosed
   */
  async find(names: readonly string[]): Promise<Map<string, Buffer | null>> {
    const { rows } = await this.pool.query<{
      base: string | null;
      name: string | null;
      wrapped: Buffer | null;
    }>({
      name: 'find data keys',
      text: `SELECT s.master AS base, k.name, k.wrapped FROM vault.secret s
             LEFT JOIN vault.data_keys k ON k.name = ANY ($1)`,
      values: [names],
    });
    const master = await this.master(rows[0]?.base ?? null);
    return unwrapped(
      master,
      rows.filter((row): row is KeyRow & { base: string } => row.name !== null),
    );
  }

  /**
   * The same, with those made that never were.
   * @throws PersonalDataClosed; OwnerErased when one of them was destroyed, or may not be made
   */
  async findOrMake(names: readonly string[]): Promise<Map<string, Buffer>> {
    const found = await this.find(names);
    const missing = names.filter((name) => !found.get(name));
    if (missing.length > 0) {
      for (const [name, key] of await this.make(missing)) found.set(name, key);
    }
    for (const name of names) if (!found.get(name)) throw new OwnerErased(ownerOf(name));
    return found as Map<string, Buffer>;
  }

  /** The base's own secret, of which ids are made. @throws PersonalDataClosed */
  async secret(): Promise<Buffer> {
    const read = async () => {
      const { rows } = await this.pool.query<{ master: string | null; wrapped: Buffer | null }>(
        'SELECT master, wrapped FROM vault.secret',
      );
      return rows[0] ?? { master: null, wrapped: null };
    };
    let { master: id, wrapped } = await read();
    if (!wrapped) {
      const master = await this.master(null);
      // Of two that begin at once, one wins, and both read what it wrote.
      await this.pool.query('UPDATE vault.secret SET master = $1, wrapped = $2 WHERE master IS NULL', [
        master.id,
        master.wrap(freshKey(), secretName),
      ]);
      ({ master: id, wrapped } = await read());
    }
    return (await this.master(id)).unwrap(wrapped!, secretName);
  }

  private async make(names: readonly string[]): Promise<Map<string, Buffer | null>> {
    await this.secret();
    return inTransaction(this.pool, async (client) => {
      // Shared with others who make keys; erasures and rotations wait, or are over.
      const { rows: gate } = await client.query<{ master: string | null }>(
        'SELECT master FROM vault.secret FOR SHARE',
      );
      const master = await this.master(gate[0]?.master ?? null);
      const parts = names.map(partsOf);
      await client.query(
        `INSERT INTO vault.data_keys AS old (name, owner, record, version, wrapped, master)
         SELECT k.name, k.owner, k.record, k.version, k.wrapped, $6
         FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::bytea[]) AS k(name, owner, record, version, wrapped)
         WHERE NOT EXISTS (
           SELECT 1 FROM vault.barred b WHERE b.id IN (k.owner, k.record)
           AND (b.below IS NULL OR (b.id = k.record AND k.version BETWEEN 1 AND b.below - 1)))
         ORDER BY k.name
         ON CONFLICT (name) DO UPDATE
         SET wrapped = excluded.wrapped, master = excluded.master, created_at = now(), destroyed_at = NULL
         WHERE old.wrapped IS NULL AND old.version = 0`,
        [
          names,
          parts.map(({ owner }) => owner),
          parts.map(({ record }) => record),
          parts.map(({ version }) => version),
          names.map((name) => master.wrap(freshKey(), name)),
          master.id,
        ],
      );
      const { rows } = await client.query<KeyRow>(
        'SELECT name, wrapped FROM vault.data_keys WHERE name = ANY ($1)',
        [names],
      );
      return unwrapped(master, rows);
    });
  }

  /** @throws PersonalDataClosed */
  async master(id: string | null): Promise<MasterKey> {
    const master = await this.keyring.fitting(id);
    const before = this.closed;
    this.closed = typeof master === 'string' ? master : null;
    if (this.closed !== before) this.onChange(this.closed);
    if (typeof master === 'string') throw new PersonalDataClosed(master);
    return master;
  }
}

function unwrapped(master: MasterKey, rows: readonly KeyRow[]): Map<string, Buffer | null> {
  return new Map(rows.map(({ name, wrapped }) => [name, wrapped && master.unwrap(wrapped, name)]));
}

/** `owner`, `owner/version`, `owner/record` or `owner/record/version`. */
function partsOf(name: string): { owner: string; record: string; version: number | null } {
  const [owner, ...rest] = name.split('/') as [string, ...string[]];
  const last = rest.at(-1);
  const isVersioned = last !== undefined && /^[0-9]+$/.test(last);
  const record = (isVersioned ? rest.slice(0, -1) : rest)[0] ?? owner;
  return { owner, record, version: isVersioned ? Number(last) : null };
}
