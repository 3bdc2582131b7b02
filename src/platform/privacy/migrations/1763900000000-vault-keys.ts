import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keys of what is sealed, and who has read it. A destroyed key leaves its row, without the key: what it sealed is erased,
 * and is told from what was lost.
 */
export class VaultKeys1763900000000 implements MigrationInterface {
  name = 'VaultKeys1763900000000';

  async up(runner: QueryRunner): Promise<void> {
    // The one row is the gate, too: whoever makes keys holds it shared, whoever destroys or rewraps them holds it alone.
    await runner.query(`CREATE TABLE vault.secret (
      only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
      master text,
      wrapped bytea,
      CHECK ((master IS NULL) = (wrapped IS NULL))
    )`);
    await runner.query('INSERT INTO vault.secret DEFAULT VALUES');
    await runner.query(`CREATE TABLE vault.data_keys (
      name text COLLATE "C" PRIMARY KEY,
      owner text COLLATE "C" NOT NULL,
      record text COLLATE "C" NOT NULL,
      version integer,
      wrapped bytea,
      master text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      destroyed_at timestamptz,
      CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
    )`);
    await runner.query('CREATE INDEX data_keys_owner ON vault.data_keys (owner)');
    await runner.query('CREATE INDEX data_keys_record ON vault.data_keys (record, version)');
    // Of whom no key is ever made again; with a version, only of those before it.
    await runner.query(`CREATE TABLE vault.barred (
      id text COLLATE "C" NOT NULL,
      erased text NOT NULL CHECK (erased IN ('owner', 'record', 'versions')),
      below integer CHECK (below > 0),
      at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (id, erased),
      CHECK ((below IS NULL) = (erased <> 'versions'))
    )`);
    await runner.query(`CREATE TABLE vault.reads (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      at timestamptz NOT NULL DEFAULT clock_timestamp(),
      actor text NOT NULL,
      role text NOT NULL,
      record text COLLATE "C" NOT NULL,
      study text COLLATE "C",
      fields text[] NOT NULL,
      purpose text NOT NULL,
      break_glass boolean NOT NULL
    )`);
    await runner.query('CREATE INDEX reads_record ON vault.reads (record, id DESC)');
    await runner.query('CREATE INDEX reads_study ON vault.reads (study, id DESC)');
    await runner.query('ALTER TABLE vault.api_tokens ADD COLUMN study text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE vault.api_tokens DROP COLUMN study');
    await runner.query('DROP TABLE vault.reads, vault.barred, vault.data_keys, vault.secret');
  }
}
