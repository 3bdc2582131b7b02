import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Persons and their API tokens: beside the log, so that neither names nor hashes ever enter it. */
export class VaultTokens1763800000000 implements MigrationInterface {
  name = 'VaultTokens1763800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA IF NOT EXISTS vault');
    await runner.query(`CREATE TABLE vault.persons (
      id text PRIMARY KEY,
      name text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now()
    )`);
    await runner.query(`CREATE TABLE vault.api_tokens (
      id text PRIMARY KEY,
      hash bytea NOT NULL UNIQUE,
      person text NOT NULL REFERENCES vault.persons (id),
      role text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      revoked_at timestamptz
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE vault.api_tokens');
    await runner.query('DROP TABLE vault.persons');
  }
}
