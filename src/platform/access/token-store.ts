import { createHash, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { v4 as uuidv4 } from 'uuid';
import { DomainError } from '../../kernel/errors.js';
import { inTransaction } from '../database/transaction.js';
import { GatheredCalls } from '../database/gathered-calls.js';
import { roles, type Role, type Viewer } from './viewer.js';

export interface TokenRecord {
  readonly id: string;
  readonly person: string;
  readonly name: string;
  readonly role: Role;
  /** The study that it was made for. */
  readonly study: string | null;
  readonly createdAt: string;
  readonly revokedAt: string | null;
}

/** `casebook_` and 256 bits in base64url: recognisable in a leak, and nothing to guess. */
const PREFIX = 'casebook_';
const SHAPE = /^casebook_[A-Za-z0-9_-]{43}$/;

/** Any number would do, as long as it stays the same. */
const firstTokenLock = 7_203_114_983;

const hash = (token: string) => createHash('sha256').update(token).digest();

/** API tokens. Only a hash is kept; the persons behind them live here and not in the log. */
export class TokenStore {
  private readonly viewers = new GatheredCalls((hashes: readonly string[]) => this.viewersOf(hashes));

  constructor(private readonly pool: Pool) {}

  /**
   * Makes a token for a new person called `name`, or for the person with the id `person`.
   * @param handOver keeps the token where its owner finds it, before it is valid
   * @returns the token, which is shown this once
   * @throws NOT_FOUND when there is no such person
   */
  async create(
    input: { name: string; role: Role; person?: string; study?: string },
    handOver: (token: string) => Promise<void> = async () => undefined,
  ): Promise<{ token: string; record: TokenRecord }> {
    const token = PREFIX + randomBytes(32).toString('base64url');
    await handOver(token);
    const person = input.person ?? `person-${uuidv4()}`;
    if (input.person === undefined) {
      await this.pool.query('INSERT INTO vault.persons (id, name) VALUES ($1, $2)', [person, input.name]);
    }
    const { rows } = await this.pool.query<TokenRecord>(
      `INSERT INTO vault.api_tokens (id, hash, person, role, study)
       SELECT $1, $2, p.id, $4, $5 FROM vault.persons p WHERE p.id = $3
       RETURNING id, person, (SELECT name FROM vault.persons WHERE id = $3) AS name, role, study,
                 created_at::text AS "createdAt", NULL AS "revokedAt"`,
      [`token-${uuidv4()}`, hash(token), person, input.role, input.study ?? null],
    );
    if (!rows[0]) throw new DomainError('NOT_FOUND', `There is no person ${person}`, ['person']);
    return { token, record: rows[0] };
  }

  /** All tokens, newest first, at most 1,000. */
  async list(): Promise<TokenRecord[]> {
    const { rows } = await this.pool.query<TokenRecord>(
      `SELECT t.id, t.person, p.name, t.role, t.study, t.created_at::text AS "createdAt", t.revoked_at::text AS "revokedAt"
       FROM vault.api_tokens t JOIN vault.persons p ON p.id = t.person ORDER BY t.created_at DESC, t.id LIMIT 1000`,
    );
    return rows;
  }

  /** Takes effect with the next request. Saying it twice is no error. @throws NOT_FOUND */
  async revoke(id: string): Promise<void> {
    const { rowCount } = await this.pool.query(
      'UPDATE vault.api_tokens SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1',
      [id],
    );
    if (!rowCount) throw new DomainError('NOT_FOUND', `There is no token ${id}`, ['id']);
  }

  /** The viewer behind a token, or null when it is unknown or revoked: as it stands after this call. */
  async authenticate(token: string): Promise<Viewer | null> {
    return SHAPE.test(token) ? this.viewers.get(hash(token).toString('hex')) : null;
  }

  /**
   * A person as a viewer, with the greatest role among their tokens; null when nobody has that id, or all their tokens are
   * revoked.
   */
  async viewerOf(person: string): Promise<(Viewer & { readonly actor: string }) | null> {
    const { rows } = await this.pool.query<{ role: Role }>(
      'SELECT DISTINCT role FROM vault.api_tokens WHERE person = $1 AND revoked_at IS NULL',
      [person],
    );
    const role = roles.findLast((one) => rows.some((row) => row.role === one));
    return role === undefined ? null : { actor: person, role, study: null };
  }

  /** Runs `work` while no other process of this base runs any: services may start at once. */
  async alone<Result>(work: () => Promise<Result>): Promise<Result> {
    return inTransaction(this.pool, async (client) => {
      await client.query('SELECT pg_advisory_xact_lock($1)', [firstTokenLock]);
      return work();
    });
  }

  async isEmpty(): Promise<boolean> {
    const { rows } = await this.pool.query('SELECT 1 FROM vault.api_tokens LIMIT 1');
    return rows.length === 0;
  }

  /** Names of persons by their opaque ids: for those who may see them. */
  async namesOf(persons: readonly string[]): Promise<Map<string, string>> {
    const { rows } = await this.pool.query<{ id: string; name: string }>(
      'SELECT id, name FROM vault.persons WHERE id = ANY($1)',
      [persons],
    );
    return new Map(rows.map((row) => [row.id, row.name]));
  }

  /** @param hashes in hexadecimal digits */
  private async viewersOf(hashes: readonly string[]): Promise<(Viewer | null)[]> {
    const { rows } = await this.pool.query<{
      hash: string;
      person: string;
      role: Role;
      study: string | null;
    }>({
      name: 'authenticate',
      text: `SELECT encode(hash, 'hex') AS hash, person, role, study FROM unnest($1::text[]) AS asked(hex)
             JOIN vault.api_tokens ON hash = decode(hex, 'hex') WHERE revoked_at IS NULL`,
      values: [hashes],
    });
    const viewers = new Map(
      rows.map(({ hash, person, role, study }) => [hash, { actor: person, role, study }]),
    );
    return hashes.map((one) => viewers.get(one) ?? null);
  }
}
